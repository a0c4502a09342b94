import { shopError } from '../common/http/shop-error.js';

export const MailNotFound = shopError(2101, 'mail_not_found', 404, 'mail not found');
export const MailNotFailed = shopError(2102, 'mail_not_failed', 409, 'only a failed mail is sent again');
