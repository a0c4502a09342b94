import { shopError } from '../common/http/shop-error.js';

export const MailNotFound = shopError(2101, 'mail_not_found', 404, 'mail not found');
export const MailNotFailed = shopError(2102, 'mail_not_failed', 409, 'only a failed mail is sent again');
export const MailErased = shopError(
  2110,
  'mail_erased',
  409,
  'The content of this mail was erased: what it was about has to be asked for again',
);
