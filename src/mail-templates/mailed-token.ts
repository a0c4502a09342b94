import { button, code, paragraph, small } from './blocks.js';
import type { MailContent } from './layout.js';
import { accountFootnote } from './format.js';

export interface PasswordReset {
  username: string;
  token: string;
  /** Page where the token is used; without one, the mail shows the token. */
  url: string | null;
  /** Until the token expires. */
  minutes: number;
}

export function passwordReset({ username, token, url, minutes }: PasswordReset): MailContent {
  const link = button('Choose a new password', url);
  return {
    subject: 'Choose a new password',
    preview: `Valid for ${minutes} minutes.`,
    title: 'Choose a new password',
    blocks: [
      paragraph(`A new password was requested for ${username}.`),
      ...(link.length ? link : [paragraph('This is the code for it:'), code(token)]),
      small(
        `It works once, within ${minutes} minutes. If you did not ask for it, do nothing: your password stays as it is.`,
      ),
    ],
    footnote: accountFootnote(username),
  };
}

export interface OrderClaim {
  username: string;
  token: string;
  /** Page where the token is used; without one, the mail shows the token. */
  url: string | null;
  /** Until the token expires. */
  hours: number;
}

export function orderClaim({ username, token, url, hours }: OrderClaim): MailContent {
  const link = button('Add them to my account', url);
  return {
    subject: 'Your orders as a guest',
    preview: `Valid for ${hours} hours.`,
    title: 'Your orders as a guest',
    blocks: [
      paragraph(`${username} asked for the orders that were placed with this email without signing in.`),
      ...(link.length ? link : [paragraph('This is the code that adds them to the account:'), code(token)]),
      small(
        `It works once, within ${hours} hours. If you did not ask for it, do nothing: the orders stay as they are.`,
      ),
    ],
    footnote: accountFootnote(username),
  };
}

export interface StaffInvitation {
  /** Username of who sends it. */
  inviter: string;
  role: string;
  token: string;
  /** Page where the token is used; without one, the mail shows the token. */
  url: string | null;
  /** Until the token expires. */
  hours: number;
}

export function staffInvitation({ inviter, role, token, url, hours }: StaffInvitation): MailContent {
  const link = button('Create my account', url);
  return {
    subject: 'Your invitation to our staff',
    preview: `Valid for ${hours} hours.`,
    title: 'Your invitation to our staff',
    blocks: [
      paragraph(`${inviter} invites you to work for the shop, in the role ${role}.`),
      ...(link.length ? link : [paragraph('This is the code that creates your account:'), code(token)]),
      small(`It works once, within ${hours} hours. If you do not know what this is about, do nothing.`),
    ],
    footnote: 'You receive this message because your address was entered in our shop for an invitation.',
  };
}
