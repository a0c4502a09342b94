import { shopError } from '../common/http/shop-error.js';

export const PeriodTooLong = shopError(
  2050,
  'period_too_long',
  400,
  'The period is too long for this report: choose a shorter one, or longer steps',
);
