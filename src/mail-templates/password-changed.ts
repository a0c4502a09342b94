import { paragraph } from './blocks.js';
import { accountFootnote } from './format.js';
import type { MailContent } from './layout.js';

export type PasswordChanged = Record<string, never>;

export function passwordChanged(): MailContent {
  return {
    subject: 'Your password was changed',
    preview: 'If it was not you, ask for a new password.',
    title: 'Your password was changed',
    blocks: [
      paragraph('The password of your account in our shop was changed, and other devices were signed out.'),
      paragraph(
        'If it was you, there is nothing to do. If it was not, ask for a new password where you sign in: it comes to this address, and signs out all devices.',
      ),
    ],
    footnote: accountFootnote(null),
  };
}
