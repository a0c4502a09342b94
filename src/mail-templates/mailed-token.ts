import { type Block, button, code, paragraph, small } from './blocks.js';
import type { MailContent } from './layout.js';
import { accountFootnote } from './format.js';

export interface PasswordReset {
  /** Null where the address is not known to be theirs. */
  username: string | null;
  token: string;
  /** Page where the token is used; without one, the mail shows the token. */
  url: string | null;
  /** Until the token expires. */
  minutes: number;
  /** Until an address that is not confirmed can no longer be taken back; null or left out where it cannot. */
  undo_hours?: number | null;
}

export function passwordReset({ username, token, url, minutes, undo_hours }: PasswordReset): MailContent {
  const link = button('Choose a new password', url);
  return {
    subject: 'Choose a new password',
    preview: `Valid for ${minutes} minutes.`,
    title: 'Choose a new password',
    blocks: [
      paragraph(`A new password was requested for ${username ?? 'your account'}.`),
      ...(link.length ? link : [paragraph('This is the code for it:'), code(token)]),
      small(
        `It works once, within ${minutes} minutes. If you did not ask for it, do nothing: your password stays as it is.`,
      ),
      ...(undo_hours
        ? [
            paragraph(
              `This address was entered for the account in the last two days, and can be taken back for another ${undo_hours} hours. If you did not enter it yourself, wait until then before you use the account.`,
            ),
          ]
        : []),
    ],
    footnote: accountFootnote(username),
  };
}

export interface OrderClaim {
  /** Null where the address is not known to be theirs. */
  username: string | null;
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
      paragraph(`${username ?? 'Somebody'} asked for the orders that were placed with this email without signing in.`),
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

export interface EmailConfirmation {
  token: string;
  /** Page where the token is used; without one, the mail shows the token. */
  url: string | null;
  /** Until the token expires. */
  hours: number;
}

export const confirmationBlocks = ({ token, url, hours }: EmailConfirmation): Block[] => {
  const link = button('Confirm this email', url);
  return [
    ...(link.length ? link : [paragraph('This is the code that confirms this email:'), code(token)]),
    small(`It works once, within ${hours / 24} days. If you do not know what this is about, do nothing.`),
  ];
};

export function emailConfirmation(confirmation: EmailConfirmation): MailContent {
  return {
    subject: 'Confirm your email',
    preview: `Valid for ${confirmation.hours / 24} days.`,
    title: 'Confirm your email',
    blocks: [
      paragraph('This email was entered as the one of an account in our shop.'),
      ...confirmationBlocks(confirmation),
    ],
    footnote: 'You receive this message because your address was entered in our shop.',
  };
}

export interface EmailChanged {
  token: string;
  /** Page where the token is used; without one, the mail shows the token. */
  url: string | null;
  /** Until the token expires. */
  hours: number;
}

export function emailChanged({ token, url, hours }: EmailChanged): MailContent {
  const link = button('It was not me: undo it', url);
  return {
    subject: 'Your email was changed',
    preview: `If it was not you, undo it within ${hours} hours.`,
    title: 'Your email was changed',
    blocks: [
      paragraph(
        'The email of your account in our shop was changed. From now on this address is no longer used for it.',
      ),
      paragraph(
        'If it was you, there is nothing to do. If it was not, undo it: all devices are signed out, and we mail you a way to a new password.',
      ),
      ...(link.length ? link : [paragraph('This is the code that undoes it:'), code(token)]),
      small(`It works once, within ${hours} hours.`),
    ],
    footnote: 'You receive this message because this was the email of your account.',
  };
}
