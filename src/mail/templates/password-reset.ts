import { button, code, paragraph, small } from './blocks.js';
import type { Content } from './layout.js';
import { aboutAccount } from './format.js';

export interface PasswordReset {
  username: string;
  token: string;
  /** Where the token is used; without one, the token itself is shown. */
  url: string | null;
  /** How long the token is good. */
  minutes: number;
}

export function passwordReset({ username, token, url, minutes }: PasswordReset): Content {
  const way = button('Choose a new password', url);
  return {
    subject: 'Choose a new password',
    preview: `Good for ${minutes} minutes.`,
    title: 'Choose a new password',
    blocks: [
      paragraph(`Somebody, hopefully you, asked for a new password for ${username}.`),
      ...(way.length ? way : [paragraph('This is the code for it:'), code(token)]),
      small(
        `It works once, within ${minutes} minutes. If you did not ask for it, do nothing: your password stays as it is.`,
      ),
    ],
    because: aboutAccount(username),
  };
}
