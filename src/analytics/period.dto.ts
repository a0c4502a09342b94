import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Day } from '../common/text/canonical.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { daysAfter } from '../config/calendar.js';
import { shopCurrency } from '../config/currency.js';
import { PeriodTooLong } from './analytics.errors.js';
import { daysIn, type Period, today } from './calendar-steps.js';

const defaultDays = 30;

export class PeriodQuery {
  /** First day, in the shop's time zone (`SHOP_TIME_ZONE`). Default: 29 days before the last one. @example "2026-11-01" */
  @ApiProperty({ required: false })
  @IsOptionalNotNull()
  @Day()
  from?: string;

  /** Last day, included. Default: today. @example "2026-11-30" */
  @ApiProperty({ required: false })
  @IsOptionalNotNull()
  @Day()
  to?: string;
}

export class MoneyPeriodQuery extends PeriodQuery {
  /** Only what was sold in this currency, ISO 4217. Default: the shop's. Others are of times before a change. @example "EUR" */
  @ApiProperty({ required: false })
  @IsOptionalNotNull()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be an ISO 4217 code like EUR' })
  currency?: string;
}

/** @throws ValidationFailed, PeriodTooLong */
export function periodOf({ from, to }: PeriodQuery, mostDays: number): Period {
  const last = to ?? today();
  const period = { from: from ?? daysAfter(last, 1 - defaultDays), to: last };
  if (period.to < period.from) throw new ValidationFailed([{ field: 'to', errors: ['to must not be before from'] }]);
  if (daysIn(period) > mostDays) throw new PeriodTooLong({ most_days: mostDays });
  return period;
}

export const currencyOf = ({ currency }: MoneyPeriodQuery): string => currency ?? shopCurrency();
