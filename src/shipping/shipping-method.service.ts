import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { decimal, decimalOrNull, minor } from '../common/money/money.js';
import type { Page, PageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { decimal as toDecimal, pageOf } from '../database/sql.js';
import { ShippingMethodNotFound } from './shipping.errors.js';
import type { AdminShippingMethod, ShippingMethodDto, ShippingMethodInput } from './shipping-method.dto.js';
import { ShippingMethod, type ShippingMethodSchema } from './shipping-method.entity.js';

@Injectable()
export class ShippingMethodService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** What customers may choose, cheapest first. */
  list(page: PageQuery): Promise<Page<ShippingMethodDto>> {
    const offered = this.methods.where('active', '=', true).select(columns);
    return pageOf(offered.orderBy('shipping_methods.price').orderBy('id'), page);
  }

  /** All, oldest first. */
  all(page: PageQuery): Promise<Page<AdminShippingMethod>> {
    return pageOf(this.methods.select([...columns(), 'tax_rate', 'active']).orderBy('id'), page);
  }

  create(actor: Caller, input: ShippingMethodInput): Promise<AdminShippingMethod> {
    return this.database.transaction(async (em) => {
      const method = em.create(ShippingMethod, factsOf(input));
      await em.flush();
      return this.told(em, actor, 'shipping_method.create', method);
    });
  }

  /** @throws ShippingMethodNotFound */
  change(actor: Caller, uuid: string, input: ShippingMethodInput): Promise<AdminShippingMethod> {
    return this.database.transaction(async (em) => {
      const method = em.assign(await found(em, uuid), factsOf(input));
      return this.told(em, actor, 'shipping_method.change', method);
    });
  }

  /** Orders keep the name and the price they had. @throws ShippingMethodNotFound */
  remove(actor: Caller, uuid: string): Promise<AdminShippingMethod> {
    return this.database.transaction(async (em) => {
      const method = await found(em, uuid);
      em.remove(method);
      return this.told(em, actor, 'shipping_method.remove', method);
    });
  }

  private told(em: EntityManager, actor: Caller, action: string, method: ShippingMethod): AdminShippingMethod {
    const { uuid, name, price, free_from, countries, tax_rate, active } = method;
    const facts = { name, price: decimal(price), free_from: decimalOrNull(free_from ?? null), countries };
    this.audit.record(em, actor, action, `shipping_method/${uuid}`, { ...facts, tax_rate, active });
    return { uuid, ...facts, tax_rate, active };
  }

  private get methods() {
    return this.database.sql<InferKyselyDB<typeof ShippingMethodSchema>>().selectFrom('shipping_methods');
  }
}

const columns = () =>
  [
    'uuid',
    'name',
    toDecimal('price').as('price'),
    toDecimal<string | null>('free_from').as('free_from'),
    'countries',
  ] as const;

async function found(em: EntityManager, uuid: string): Promise<ShippingMethod> {
  const method = await em.findOne(ShippingMethod, { uuid });
  if (!method) throw new ShippingMethodNotFound();
  return method;
}

const factsOf = ({ price, free_from, countries = [], tax_rate = 1900, active = true, name }: ShippingMethodInput) => ({
  name,
  price: minor(price),
  free_from: free_from === undefined ? null : minor(free_from),
  countries,
  tax_rate,
  active,
});
