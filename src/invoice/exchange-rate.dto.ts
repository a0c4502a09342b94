import { Matches } from 'class-validator';
import { Day, ShortText } from '../common/text/canonical.js';

export class ExchangeRateInput {
  /** Units of the currency for one of the shop's, up to eight decimals. @example "4.2345" */
  @Matches(/^(?=.*[1-9])\d{1,9}(\.\d{1,8})?$/, { message: 'rate must be a decimal above 0, like 4.2345' })
  rate: string;

  /** The first day that it applies to; invoices use it until there is a later one. @example "2026-11-23" */
  @Day()
  date: string;

  /** Who published it, and where: it is on the invoice. @example "NBP 227/A/NBP/2026" */
  @ShortText(100)
  source: string;
}

export class ExchangeRateDto extends ExchangeRateInput {
  /** ISO 4217. @example "PLN" */
  currency: string;
}
