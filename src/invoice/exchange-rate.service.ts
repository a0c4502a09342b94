import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import type { List, ListQuery } from '../common/http/paging.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';
import { dayOf } from '../config/calendar.js';
import { isCurrency } from '../config/currency.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import type { ExchangeRateDto, ExchangeRateInput } from './exchange-rate.dto.js';
import type { TaxCurrency } from './invoice-document.js';
import { ExchangeRateMissing } from './invoice.errors.js';
import { Settings } from '../settings/settings.js';

interface Tables {
  exchange_rates: { id: number; currency: string; day: string; rate: string; source: string; updated_at: Date };
}

/** Rates older than this are no rates of the day, whatever holidays were between. */
const mostDays = 7;

/** The rates at which tax is told in the currency of the seller's tax authority (Directive 2006/112/EC, art. 91 and 230). */
@Injectable()
export class ExchangeRateService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly config: Config,
    private readonly settings: Settings,
  ) {}

  /** Latest first. */
  list(page: ListQuery): Promise<List<ExchangeRateDto>> {
    const rates = this.database.sql<Tables>().selectFrom('exchange_rates');
    return listOf(this.database, rates.select(columns), latestDay, page);
  }

  /** Replaces the rate of that day. @throws ValidationFailed */
  set(me: Caller, currency: string, { rate, date, source }: ExchangeRateInput): Promise<ExchangeRateDto> {
    if (!isCurrency(currency) || currency === this.config.get('CURRENCY'))
      throw new ValidationFailed([
        { field: 'currency', errors: ['currency must be an ISO 4217 code like PLN, and not the one of the shop'] },
      ]);
    return this.database.transaction(async (em) => {
      const before = await this.lockedRate(em, currency, date);
      await sql`
        insert into exchange_rates (currency, day, rate, source, updated_at)
        values (${currency}, ${date}::date, ${rate}::numeric, ${source}, now())
        on conflict (currency, day) do update set rate = excluded.rate, source = excluded.source, updated_at = now()
      `.execute(em.getKysely());
      const subject = { kind: 'exchange-rate' as const, uuid: currency, label: `${currency} ${date}` };
      const after = await this.lockedRate(em, currency, date);
      if (!before) this.audit.record(em, me, 'exchange-rate.set', subject, { to: after });
      else if (after) this.audit.recordDiff(em, me, 'exchange-rate.set', subject, [before, after]);
      return { currency, rate, date, source };
    });
  }

  private lockedRate(em: EntityManager, currency: string, date: string) {
    return em
      .getKysely<Tables>()
      .selectFrom('exchange_rates')
      .where('currency', '=', currency)
      .where('day', '=', sql<string>`${date}::date`)
      .select([...columns])
      .forUpdate()
      .executeTakeFirst();
  }

  /** Called before money is taken. @throws ExchangeRateMissing where an invoice of today would have none, or one that is too old */
  async assertKnown(): Promise<void> {
    if (!this.currency) return;
    const rate = await latest(this.database.sql<Tables>(), this.currency, dayOf(new Date()));
    if (!rate || rate.age > mostDays) throw this.missing(this.currency);
  }

  /** For a document of a day: the latest rate, whatever its age, because the money is there. @throws ExchangeRateMissing */
  async forDay(em: EntityManager, day: string): Promise<Omit<TaxCurrency, 'tax'> | undefined> {
    if (!this.currency) return undefined;
    const found = await latest(em.getKysely<Tables>(), this.currency, day);
    if (!found) throw this.missing(this.currency);
    const { age: _, ...rate } = found;
    return rate;
  }

  private get currency(): string | undefined {
    const currency = this.settings.get('SELLER_VAT_CURRENCY');
    return currency === this.config.get('CURRENCY') ? undefined : currency || undefined;
  }

  private missing = (currency: string) => new ExchangeRateMissing({ currency, most_days: mostDays });
}

const latestDay: Sorting = {
  direction: 'desc',
  keys: [
    ['day', 'date'],
    ['currency', 'text'],
  ],
};

const columns = [
  'currency',
  sql<string>`trim_scale(rate)::text`.as('rate'),
  sql<string>`day::text`.as('date'),
  'source',
] as const;

const latest = (db: Kysely<Tables>, currency: string, day: string) =>
  db
    .selectFrom('exchange_rates')
    .where('currency', '=', currency)
    .where('day', '<=', sql<string>`${day}::date`)
    .orderBy('day', 'desc')
    .limit(1)
    .select([...columns, sql<number>`${day}::date - day`.as('age')])
    .executeTakeFirst();
