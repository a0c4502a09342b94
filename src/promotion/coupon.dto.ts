import { applyDecorators } from '@nestjs/common';
import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsISO8601, Matches, Max, Min, ValidateIf } from 'class-validator';
import { IsOptionalNotNull, IsOptionalNullable, nullWhereBlank } from '../common/text/is-optional-not-null.js';
import { IsPrice } from '../common/money/is-amount.js';
import { trimmed } from '../common/text/canonical.js';

/** A day of the shop, or a moment with its time zone: without one it would depend on the server. */
const DayOrMoment = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      oneOf: [
        { type: 'string', format: 'date' },
        { type: 'string', format: 'date-time' },
      ],
    }),
    Matches(dayOrMoment, { message: '$property must be a day like 2026-11-30, or a moment like 2026-11-01T00:00:00Z' }),
    IsISO8601({ strict: true }),
  );
const dayOrMoment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

export class CouponInput {
  /** 2 to 40 letters, digits, `-` and `_`; case-insensitive. @example "WELCOME10" */
  @Transform(trimmed)
  @ApiProperty({ minLength: 2, maxLength: 40 })
  @Matches(/^(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\d_-]){2,40}$/u, {
    message: 'code must have 2 to 40 letters, digits, - or _',
  })
  code: string;

  /** Basis points of the sum of the lines: 1000 is 10 %. Either this or `amount`. @example 1000 */
  @Transform(nullWhereBlank)
  @ValidateIf(({ amount }: CouponInput) => amount == null)
  @IsInt()
  @Min(1)
  @Max(10_000)
  percent?: number | null;

  /** Amount off, tax included; limited to the sum of the lines. Either this or `percent`. @example "5.00" */
  @Transform(nullWhereBlank)
  @ValidateIf(({ percent }: CouponInput) => percent == null)
  @IsPrice()
  amount?: string | null;

  /** Minimum sum of the lines; null for none. @example "20.00" */
  @IsOptionalNullable()
  @IsPrice()
  min_sum?: string | null;

  /** First day on which it is valid, or the moment from which it is; null for always. @example "2026-11-01T00:00:00Z" */
  @IsOptionalNullable()
  @DayOrMoment()
  starts?: string | null;

  /** Last day on which it is valid, in `SHOP_TIME_ZONE`, or the moment from which it no longer is; after `starts`; null for ever. @example "2026-11-30" */
  @IsOptionalNullable()
  @DayOrMoment()
  ends?: string | null;

  /** Limit of orders that use it; null for none. @example 100 */
  @IsOptionalNullable()
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  max_uses?: number | null;

  /** Limit of orders per customer that use it; null for none. @example 1 */
  @IsOptionalNullable()
  @IsInt()
  @Min(1)
  @Max(1_000)
  max_uses_per_customer?: number | null;

  /** Only for customers without an order. @example false */
  @IsOptionalNotNull()
  @IsBoolean()
  first_order_only?: boolean;

  /** Whether it can be used. @example true */
  @IsOptionalNotNull()
  @IsBoolean()
  active?: boolean;
}

/** What is left out stays as it is; of `percent` and `amount`, the one that is given replaces the other. */
export class CouponChange extends PartialType(CouponInput, { skipNullProperties: false }) {}

export class CouponDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b99" */
  uuid: string;
  /** @example "WELCOME10" */
  code: string;
  /** Basis points: 1000 is 10 %; null where `amount` is set. @example 1000 */
  percent: number | null;
  /** Null where `percent` is set. @example null */
  amount: string | null;
  /** @example "20.00" */
  min_sum: string;
  /** @example "2026-11-01T00:00:00.000Z" */
  starts: string | null;
  /** @example "2026-12-01T00:00:00.000Z" */
  ends: string | null;
  /** @example 100 */
  max_uses: number | null;
  /** @example 1 */
  max_uses_per_customer: number | null;
  /** @example false */
  first_order_only: boolean;
  /** @example true */
  active: boolean;
  /** Orders that use it and are not canceled. @example 12 */
  used: number;
}
