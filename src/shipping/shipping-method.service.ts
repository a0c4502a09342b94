import { LockMode } from '@mikro-orm/core';
import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import type { List, ListQuery, Page, PageQuery } from '../common/http/paging.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { decimal, decimalOrNull, minor } from '../common/money/money.js';
import { defaultTaxRate } from '../config/tax.js';
import { Database } from '../database/database.js';
import { listOf, oldestFirst } from '../database/list.js';
import { decimal as toDecimal, pageOf } from '../database/sql.js';
import { type EntityRow, findIn, statement } from '../database/statement.js';
import type {
  AdminShippingMethod,
  ShippingMethodChange,
  ShippingMethodDto,
  ShippingMethodInput,
} from './shipping-method.dto.js';
import { ShippingMethod, type ShippingMethodSchema } from './shipping-method.entity.js';
import { ShippingMethodNotFound, ShippingMethodRequired, ShippingNotAvailable } from './shipping.errors.js';

/** The default method, else any, which tells a shop without a default from one without methods. */
const defaultMethod = statement<EntityRow<ShippingMethod>>(
  'shipping_method_default',
  `
  select row_to_json(shipping_methods) as entity from shipping_methods where active
  order by is_default desc, id limit 1
`,
);

const methodByUuid = statement<EntityRow<ShippingMethod>>(
  'shipping_method',
  'select row_to_json(shipping_methods) as entity from shipping_methods where uuid = $1',
);

/** Value: the country. */
const activeDeliveries = statement<EntityRow<ShippingMethod>>(
  'shipping_deliveries',
  `select row_to_json(shipping_methods) as entity from shipping_methods
  where active and kind = 'delivery' and (countries = '{}' or $1::text = any(countries))`,
);

@Injectable()
export class ShippingMethodService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** The active ones, cheapest first. */
  list(page: PageQuery): Promise<Page<ShippingMethodDto>> {
    const active = this.methods.where('active', '=', true).select(columns);
    return pageOf(active.orderBy('shipping_methods.price').orderBy('id'), page);
  }

  /** Where at least one active method delivers to, sorted. */
  async deliveryCountries(): Promise<string[] | 'all'> {
    const deliveries = this.methods.where('active', '=', true).where('kind', '=', 'delivery');
    const rows = await deliveries.select('countries').distinct().execute();
    const everywhere = rows.some(({ countries }) => countries.length === 0);
    return everywhere ? 'all' : [...new Set(rows.flatMap(({ countries }) => countries))].toSorted();
  }

  /** Inactive ones too, oldest first. */
  adminList(page: ListQuery): Promise<List<AdminShippingMethod>> {
    return listOf(this.database, this.methods.select([...columns(), 'tax_rate', 'active']), oldestFirst('id'), page);
  }

  /**
   * The method that is asked for, else the default of the shop. Null in a shop without any active method, where goods
   * are picked up for free.
   *
   * @throws ShippingNotAvailable, ShippingMethodRequired
   */
  async choose(em: EntityManager, uuid: string | undefined): Promise<ShippingMethod | null> {
    const [method] = await (uuid === undefined
      ? findIn(em, ShippingMethod, defaultMethod, [])
      : findIn(em, ShippingMethod, methodByUuid, [uuid]));
    if (uuid === undefined && method && !method.is_default) throw new ShippingMethodRequired();
    if (uuid !== undefined && !method) throw new ShippingNotAvailable({ shipping_method: uuid, country: null });
    return method ?? null;
  }

  /** What the cheapest delivery to a country costs, in minor units; undefined where none is offered. A pick-up is none. */
  async cheapestDelivery(
    em: EntityManager,
    country: string | undefined,
    subtotal: number,
  ): Promise<number | undefined> {
    const methods = await findIn(em, ShippingMethod, activeDeliveries, [country ?? null]);
    const prices = methods.map((method) => method.priceFor(subtotal));
    return prices.length > 0 ? Math.min(...prices) : undefined;
  }

  /** @throws ValidationFailed */
  create(actor: Caller, input: ShippingMethodInput): Promise<AdminShippingMethod> {
    return this.database.transaction(async (em) => {
      if (input.is_default) {
        await lockDefault(em);
        await unmarkDefault(em);
      }
      const method = em.create(ShippingMethod, toColumns(input));
      await em.flush();
      const to = toDto(method);
      this.audit.record(em, actor, 'shipping_method.create', subjectOf(method), { to });
      return to;
    });
  }

  /** @throws ShippingMethodNotFound, ValidationFailed */
  update(actor: Caller, uuid: string, change: ShippingMethodChange): Promise<AdminShippingMethod> {
    return this.database.transaction(async (em) => {
      if (change.is_default) await lockDefault(em);
      const method = await this.lock(em, uuid);
      const before = toDto(method);
      if (change.is_default && !before.is_default) await unmarkDefault(em);
      const unmarked = change.active === false ? { is_default: false } : {};
      const after = toDto(em.assign(method, toColumns({ ...before, ...unmarked, ...change })));
      this.audit.recordDiff(em, actor, 'shipping_method.change', subjectOf(method), [before, after]);
      return after;
    });
  }

  /** Orders keep the name and the price they had. @throws ShippingMethodNotFound */
  remove(actor: Caller, uuid: string): Promise<AdminShippingMethod> {
    return this.database.transaction(async (em) => {
      const method = await this.lock(em, uuid);
      em.remove(method);
      const from = toDto(method);
      this.audit.record(em, actor, 'shipping_method.remove', subjectOf(method), { from });
      return from;
    });
  }

  /** @throws ShippingMethodNotFound */
  private async lock(em: EntityManager, uuid: string): Promise<ShippingMethod> {
    const method = await em.findOne(ShippingMethod, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!method) throw new ShippingMethodNotFound();
    return method;
  }

  private get methods() {
    return this.database.sql<InferKyselyDB<typeof ShippingMethodSchema>>().selectFrom('shipping_methods');
  }
}

const subjectOf = ({ uuid, name }: ShippingMethod) => ({ kind: 'shipping_method' as const, uuid, label: name });

function toDto(method: ShippingMethod): AdminShippingMethod {
  const { uuid, name, price, free_from, countries, tax_rate, active, kind, is_default } = method;
  const prices = { price: decimal(price), free_from: decimalOrNull(free_from ?? null) };
  return { uuid, name, ...prices, countries, tax_rate, active, kind, is_default };
}

const columns = () =>
  [
    'uuid',
    'name',
    toDecimal('price').as('price'),
    toDecimal<string | null>('free_from').as('free_from'),
    'countries',
    'kind',
    'is_default',
  ] as const;

/** Writers wait for each other, so that of two defaults at once the later one stays. */
async function lockDefault(em: EntityManager): Promise<void> {
  await sql`lock table shipping_methods in share row exclusive mode`.execute(em.getKysely());
}

async function unmarkDefault(em: EntityManager): Promise<void> {
  await sql`update shipping_methods set is_default = false where is_default`.execute(em.getKysely());
}

/** @throws ValidationFailed */
function toColumns({
  price,
  free_from,
  countries = [],
  tax_rate = defaultTaxRate(),
  active = true,
  kind = 'delivery',
  is_default = false,
  name,
}: ShippingMethodInput) {
  if (is_default && !active)
    throw new ValidationFailed([{ field: 'is_default', errors: ['an inactive method cannot be the default'] }]);
  return {
    name,
    price: minor(price),
    free_from: free_from == null ? null : minor(free_from),
    countries,
    tax_rate,
    active,
    kind,
    is_default,
  };
}
