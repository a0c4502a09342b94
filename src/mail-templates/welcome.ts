import { paragraph } from './blocks.js';
import type { MailContent } from './layout.js';
import { accountFootnote } from './format.js';

export interface Welcome {
  username: string;
  first_name: string;
}

export function welcome({ username, first_name }: Welcome): MailContent {
  return {
    subject: 'Welcome',
    preview: 'Your account is ready.',
    title: `Welcome, ${first_name || username}`,
    blocks: [
      paragraph(`Your account is ready. You sign in as ${username}.`),
      paragraph('Your orders, addresses and sessions are kept there from now on.'),
    ],
    footnote: accountFootnote(username),
  };
}
