import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { decimal, decimalOrNull, minor } from '../common/money/money.js';
import type { Page, PageQuery } from '../common/http/paging.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Database } from '../database/database.js';
import { decimal as toDecimal, iso, pageOf } from '../database/sql.js';
import type { CouponDto, CouponInput } from './coupon.dto.js';
import { Coupon, type CouponSchema } from './coupon.entity.js';
import { CouponNotFound } from './promotion.errors.js';

@Injectable()
export class CouponService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** Latest first. */
  list(page: PageQuery): Promise<Page<CouponDto>> {
    const coupons = this.database.sql<InferKyselyDB<typeof CouponSchema>>().selectFrom('coupons');
    return pageOf(coupons.select(columns).orderBy('id', 'desc'), page);
  }

  /** @throws CouponCodeTaken, ValidationFailed */
  create(actor: Caller, input: CouponInput): Promise<CouponDto> {
    return this.database.transaction(async (em) => {
      const coupon = em.create(Coupon, factsOf(input));
      await em.flush();
      return this.told(em, actor, 'coupon.create', coupon);
    });
  }

  /** @throws CouponNotFound, CouponCodeTaken, ValidationFailed */
  change(actor: Caller, uuid: string, input: CouponInput): Promise<CouponDto> {
    return this.database.transaction(async (em) => {
      const coupon = em.assign(await locked(em, uuid), factsOf(input));
      await em.flush();
      return this.told(em, actor, 'coupon.change', coupon);
    });
  }

  /** One that orders have can only be deactivated. @throws CouponNotFound, CouponInUse */
  remove(actor: Caller, uuid: string): Promise<CouponDto> {
    return this.database.transaction(async (em) => {
      const coupon = await locked(em, uuid);
      em.remove(coupon);
      return this.told(em, actor, 'coupon.remove', coupon);
    });
  }

  private told(em: EntityManager, actor: Caller, action: string, coupon: Coupon): CouponDto {
    const { uuid, code, percent, amount, min_sum, starts_at, ends_at, active, first_order_only, used } = coupon;
    const facts = {
      code,
      percent: percent ?? null,
      amount: decimalOrNull(amount ?? null),
      min_sum: decimal(min_sum),
      starts: starts_at?.toISOString() ?? null,
      ends: ends_at?.toISOString() ?? null,
      max_uses: coupon.max_uses ?? null,
      max_uses_per_customer: coupon.max_uses_per_customer ?? null,
      first_order_only,
      active,
    };
    this.audit.record(em, actor, action, `coupon/${uuid}`, facts);
    return { uuid, ...facts, used };
  }
}

const columns = () =>
  [
    'uuid',
    'code',
    'percent',
    toDecimal<string | null>('amount').as('amount'),
    toDecimal('min_sum').as('min_sum'),
    iso<string | null>('starts_at').as('starts'),
    iso<string | null>('ends_at').as('ends'),
    'max_uses',
    'max_uses_per_customer',
    'first_order_only',
    'active',
    'used',
  ] as const;

async function locked(em: EntityManager, uuid: string): Promise<Coupon> {
  const coupon = await em.findOne(Coupon, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!coupon) throw new CouponNotFound();
  return coupon;
}

function factsOf(input: CouponInput) {
  const { code, percent, amount, min_sum = '0', starts, ends } = input;
  if (percent !== undefined && amount !== undefined)
    throw new ValidationFailed([{ field: 'amount', errors: ['either percent or amount must be given, not both'] }]);
  return {
    code,
    percent: percent ?? null,
    amount: amount === undefined ? null : minor(amount),
    min_sum: minor(min_sum),
    starts_at: starts === undefined ? null : new Date(starts),
    ends_at: ends === undefined ? null : new Date(ends),
    max_uses: input.max_uses ?? null,
    max_uses_per_customer: input.max_uses_per_customer ?? null,
    first_order_only: input.first_order_only ?? false,
    active: input.active ?? true,
  };
}
