import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsInt, Min, ValidateNested } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { IsOrderAmount } from '../common/money/is-amount.js';
import { ListQuery } from '../common/http/paging.dto.js';
import { type ReturnStatus, returnStatuses } from './return-status.js';
import { OrderUnits, ShippedLine } from '../fulfilment/shipment.dto.js';
import { LongText, Uuid } from '../common/text/canonical.js';

export class ReturnInput {
  /** @example "too small" */
  @LongText(500)
  reason: string;

  /** Units to send back. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => OrderUnits)
  lines: OrderUnits[];
}

export class ReturnQuery extends ListQuery {
  /** Only returns with this status. */
  @IsOptionalNotNull()
  @IsIn(returnStatuses)
  status?: ReturnStatus;

  /** Only returns of this customer or guest, by uuid. @example "8b2de2bf-b04a-4674-bf92-f0e4c727720b" */
  @IsOptionalNotNull()
  @Uuid()
  customer?: string;
}

export class ReturnRefusal {
  /** Shown to the customer. @example "it was worn" */
  @LongText(500)
  reason: string;
}

export class ReceivedLine {
  /** One of the return's `lines`. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b77" */
  @Uuid()
  order_product_uuid: string;

  /** Units that arrived, at most those announced. Left out: all of them. The others may be announced again. @example 1 */
  @IsOptionalNotNull()
  @IsInt()
  @Min(0)
  quantity?: number;

  /** `true` puts the units back on sale, `false` scraps them. Default: `true`. @example true */
  @IsOptionalNotNull()
  @IsBoolean()
  restock?: boolean;
}

export class ReturnReceipt {
  /** Lines that are left out arrived as announced, and are restocked. */
  @IsOptionalNotNull()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => ReceivedLine)
  lines?: ReceivedLine[];
}

export class ReturnRefund {
  /** Left out: what the customer paid for these units, less their share of the order's discount; with the last units of an order the standard shipping, too. `0` refunds nothing. @example "10.00" */
  @IsOptionalNotNull()
  @IsOrderAmount()
  amount?: string;
}

export class ReturnedLine extends ShippedLine {
  /** Units that arrived; null until then. @example null */
  received: number | null;
  /** Whether the units were restocked; null until they are received. @example null */
  restocked: boolean | null;
}

export class ReturnDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bdd" */
  return_uuid: string;
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  order_uuid: string;
  /** Order number. @example "M100001" */
  order: string;
  /** `requested` → `accepted` → `received` → `refunded`; or `refused` instead of the next step, or `canceled` by the customer before the units are received. @example "requested" */
  status: ReturnStatus;
  /** @example "too small" */
  reason: string;
  /** Why the return was refused. @example null */
  refusal: string | null;
  /** Amount refunded. @example null */
  amount: string | null;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
  /** When the return was accepted, refused or canceled. @example null */
  date_decided: string | null;
  /** @example null */
  date_received: string | null;
  /** @example null */
  date_refunded: string | null;
  lines: ReturnedLine[];
}
