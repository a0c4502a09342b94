import { shopError } from '../common/http/shop-error.js';

export const EmailTokenInvalid = shopError(3023, 'email_token_invalid', 403, 'This token is unknown, used or too old.');
export const OldEmailTaken = shopError(
  2012,
  'old_email_taken',
  409,
  'The old email belongs to another account by now: contact our support.',
);
export const TooManyEmailChanges = shopError(
  2013,
  'too_many_email_changes',
  429,
  'The email was changed too often today. Please wait.',
);
export const EmailAlreadyConfirmed = shopError(
  2014,
  'email_already_confirmed',
  409,
  'The email of this account is confirmed already.',
);
export const TooManyConfirmations = shopError(
  2015,
  'too_many_confirmations',
  429,
  'The confirmation was sent too often today. Please wait.',
);
