import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { decimal } from '../common/money/money.js';
import { dayOf } from '../config/calendar.js';
import { Database } from '../database/database.js';
import { Settings } from '../settings/settings.js';
import { PeriodTooLong } from './analytics.errors.js';
import { momentsOf, type Period, periodBefore, startsOf } from './calendar-steps.js';
import { currencyOf, periodOf } from './period.dto.js';
import type { SalesFigures, SalesPeriod, SalesQuery, SalesReport } from './sales.dto.js';

const mostDays = 3_700;
const mostRows = 800;

const names = ['orders', 'units', 'gross', 'tax', 'credits', 'credits_tax', 'refunds'] as const;
/** Amounts in minor units. */
type Sums = Record<(typeof names)[number], number>;

@Injectable()
export class SalesQueries {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** @throws ValidationFailed, PeriodTooLong */
  async report(query: SalesQuery): Promise<SalesReport> {
    const period = periodOf(query, mostDays);
    const currency = currencyOf(query);
    const [starts, before] = [period, periodBefore(period)].map((each) => startsOf(each, query.by)) as [Date[], Date[]];
    if (starts.length > mostRows) throw new PeriodTooLong({ most_rows: mostRows });
    const [, end] = momentsOf(period);
    const sums = await this.between([...before, ...starts, end], currency);
    const first = periodOfSums(periodBefore(period), [...before, starts[0] ?? end], sums, currency);
    return {
      ...periodOfSums(period, [...starts, end], sums.slice(before.length), currency),
      currency,
      time_zone: this.settings.get('SHOP_TIME_ZONE'),
      previous: first,
    };
  }

  /** The figures of spans of time, which may overlap: from the first moment until just before the second. */
  async figures(spans: [Date, Date][], currency: string): Promise<SalesFigures[]> {
    const moments = [...new Set(spans.flat().map(Number))].toSorted((a, b) => a - b);
    const parts = await this.between(
      moments.map((moment) => new Date(moment)),
      currency,
    );
    return spans.map(([from, to]) => {
      const own = parts.filter((_, at) => Number(moments[at]) >= Number(from) && Number(moments[at]) < Number(to));
      return toFigures(own.reduce(addedUp, none), currency);
    });
  }

  /** One snapshot: an entry that is folded meanwhile is seen once. */
  private async between(moments: Date[], currency: string): Promise<Sums[]> {
    const columns = sql.join(names.map((name) => sql.ref(name)));
    const totals = sql.join(names.map((name) => sql`sum(${sql.ref(name)})::bigint as ${sql.ref(name)}`));
    const within = (moment: string) =>
      sql`currency = ${currency} and ${sql.ref(moment)} >= ${moments[0]} and ${sql.ref(moment)} < ${moments.at(-1)}`;
    const { rows } = await sql<Sums & { step: number }>`
      select width_bucket(happened_at, ${moments}::timestamptz[]) as step, ${totals} from (
        select starts_at as happened_at, ${columns} from sales_rollup where ${within('starts_at')}
        union all
        select happened_at, ${columns} from sales_entries where ${within('happened_at')}
      ) sales group by 1
    `.execute(this.database.sql());
    const byStep = new Map(rows.map(({ step, ...sums }) => [step, sums]));
    return Array.from({ length: moments.length - 1 }, (_, at) => byStep.get(at + 1) ?? none);
  }
}

const none: Sums = { orders: 0, units: 0, gross: 0, tax: 0, credits: 0, credits_tax: 0, refunds: 0 };

/** @param moments the start of each row and the end of the last one */
function periodOfSums({ from, to }: Period, moments: Date[], sums: Sums[], currency: string): SalesPeriod {
  const own = sums.slice(0, moments.length - 1);
  const rows = own.map((each, at) => {
    const [starts, ends] = moments.slice(at, at + 2) as [Date, Date];
    return { day: dayOf(starts), starts: starts.toISOString(), ends: ends.toISOString(), ...toFigures(each, currency) };
  });
  const totals = own.reduce(addedUp, none);
  return { from, to, totals: toFigures(totals, currency), rows };
}

const addedUp = (one: Sums, other: Sums): Sums =>
  Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as Sums;

function toFigures({ orders, units, gross, tax, credits, credits_tax, refunds }: Sums, currency: string): SalesFigures {
  const toDecimal = (minor: number) => decimal(minor, currency);
  return {
    orders,
    units,
    gross: toDecimal(gross),
    tax: toDecimal(tax),
    net: toDecimal(gross - tax),
    average_order_value: toDecimal(orders > 0 ? Math.round(gross / orders) : 0),
    credits: toDecimal(credits),
    net_after_credits: toDecimal(gross - tax - (credits - credits_tax)),
    refunds: toDecimal(refunds),
  };
}
