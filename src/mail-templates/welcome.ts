import { paragraph } from './blocks.js';
import type { MailContent } from './layout.js';
import { accountFootnote } from './format.js';
import { confirmationBlocks, type EmailConfirmation } from './mailed-token.js';

export type Welcome = EmailConfirmation;

export function welcome(confirmation: Welcome): MailContent {
  return {
    subject: 'Welcome',
    preview: 'Your account is ready.',
    title: 'Welcome',
    blocks: [
      paragraph('Your account is ready. Your orders, addresses and sessions are kept there from now on.'),
      ...confirmationBlocks(confirmation),
    ],
    footnote: accountFootnote(null),
  };
}
