import { LockMode } from '@mikro-orm/core';
import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import type { List, ListQuery } from '../common/http/paging.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { decimal, decimalOrNull, minor } from '../common/money/money.js';
import { daysAfter, startOfDay } from '../config/calendar.js';
import { Database } from '../database/database.js';
import { latestFirst, listOf } from '../database/list.js';
import { decimal as toDecimal, iso } from '../database/sql.js';
import type { CouponChange, CouponDto, CouponInput } from './coupon.dto.js';
import { Coupon, couponKey, type CouponSchema } from './coupon.entity.js';
import { CouponNotFound, CouponRefused } from './promotion.errors.js';

@Injectable()
export class CouponService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** Latest first. */
  list(page: ListQuery): Promise<List<CouponDto>> {
    const coupons = this.database.sql<InferKyselyDB<typeof CouponSchema>>().selectFrom('coupons');
    return listOf(this.database, coupons.select(columns), latestFirst('id'), page);
  }

  /** @throws CouponRefused */
  async byCode(em: EntityManager, code: string, lockMode: LockMode): Promise<Coupon> {
    const { rows } = await sql<{ id: number }>`select id from coupons where code_key = ${couponKey(code)}`.execute(
      em.getKysely(),
    );
    const coupon = rows[0] && (await em.findOne(Coupon, rows[0].id, { lockMode }));
    if (!coupon) throw new CouponRefused({ coupon: code, reason: 'unknown' });
    return coupon;
  }

  /** A canceled order no longer counts as a use. */
  async release(em: EntityManager, id: number): Promise<void> {
    const coupon = await em.findOneOrFail(Coupon, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    coupon.release();
  }

  /** @throws CouponCodeTaken, ValidationFailed */
  create(actor: Caller, input: CouponInput): Promise<CouponDto> {
    return this.database.transaction(async (em) => {
      const coupon = em.create(Coupon, toColumns(input));
      await em.flush();
      this.audit.record(em, actor, 'coupon.create', subjectOf(coupon), { to: valuesOf(coupon) });
      return toDto(coupon);
    });
  }

  /** @throws CouponNotFound, CouponCodeTaken, ValidationFailed */
  update(actor: Caller, uuid: string, change: CouponChange): Promise<CouponDto> {
    return this.database.transaction(async (em) => {
      const coupon = await this.lock(em, uuid);
      const before = valuesOf(coupon);
      em.assign(coupon, toColumns({ ...before, ...withoutOther(change), ...change }));
      await em.flush();
      this.audit.recordDiff(em, actor, 'coupon.change', subjectOf(coupon), [before, valuesOf(coupon)]);
      return toDto(coupon);
    });
  }

  /** @throws CouponNotFound, CouponInUse */
  remove(actor: Caller, uuid: string): Promise<CouponDto> {
    return this.database.transaction(async (em) => {
      const coupon = await this.lock(em, uuid);
      em.remove(coupon);
      this.audit.record(em, actor, 'coupon.remove', subjectOf(coupon), { from: valuesOf(coupon) });
      return toDto(coupon);
    });
  }

  /** @throws CouponNotFound */
  private async lock(em: EntityManager, uuid: string): Promise<Coupon> {
    const coupon = await em.findOne(Coupon, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!coupon) throw new CouponNotFound();
    return coupon;
  }
}

/** What staff decide of it. */
function valuesOf(coupon: Coupon) {
  const { uuid: _, used: __, ...values } = toDto(coupon);
  return values;
}

/** By what it gives: its code is worth money. */
function subjectOf(coupon: Coupon) {
  const { uuid, percent, amount } = toDto(coupon);
  return { kind: 'coupon' as const, uuid, label: percent === null ? amount : `${percent} %` };
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

const toDto = (coupon: Coupon): CouponDto => ({
  uuid: coupon.uuid,
  code: coupon.code,
  percent: coupon.percent ?? null,
  amount: decimalOrNull(coupon.amount ?? null),
  min_sum: decimal(coupon.min_sum),
  starts: coupon.starts_at?.toISOString() ?? null,
  ends: coupon.ends_at?.toISOString() ?? null,
  max_uses: coupon.max_uses ?? null,
  max_uses_per_customer: coupon.max_uses_per_customer ?? null,
  first_order_only: coupon.first_order_only,
  active: coupon.active,
  used: coupon.used,
});

/** @throws ValidationFailed */
function toColumns(input: CouponInput) {
  const { code, percent = null, amount = null, min_sum, starts, ends } = input;
  if ((percent === null) === (amount === null))
    throw new ValidationFailed([{ field: 'amount', errors: ['either percent or amount must be given, not both'] }]);
  const starts_at = starts ? momentOf(starts, 0) : null;
  const ends_at = ends ? momentOf(ends, 1) : null;
  if (starts_at && ends_at && ends_at <= starts_at)
    throw new ValidationFailed([{ field: 'ends', errors: ['ends must be after starts'] }]);
  return {
    code,
    percent,
    amount: amount === null ? null : minor(amount),
    min_sum: minor(min_sum ?? '0'),
    starts_at,
    ends_at,
    max_uses: input.max_uses ?? null,
    max_uses_per_customer: input.max_uses_per_customer ?? null,
    first_order_only: input.first_order_only ?? false,
    active: input.active ?? true,
  };
}

/** A percentage replaces an amount, and the other way around. */
const withoutOther = ({ percent, amount }: CouponChange): CouponChange => ({
  ...(percent != null && { amount: null }),
  ...(amount != null && { percent: null }),
});

/** Of a day, when it begins, or when the day so many days later does. */
const momentOf = (text: string, days: number): Date =>
  text.includes('T') ? new Date(text) : startOfDay(daysAfter(text, days));
