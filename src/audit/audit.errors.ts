import { shopError } from '../common/http/shop-error.js';

export const TooManyEntries = shopError(
  2040,
  'too_many_audit_entries',
  400,
  'more than 100,000 audit entries: name a shorter period, or another filter',
);
