import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { IsOrderAmount } from '../common/money/is-amount.js';
import { type CreditKind, creditKinds } from '../order/credit.entity.js';
import { RefundDto } from '../payment/payment.dto.js';
import { OrderUnits, ShippedLine } from './shipment.dto.js';
import { OptionalText } from '../common/text/canonical.js';

/** Lines, shipping and amount add up. Without any of them it is everything that is left. */
export class CreditInput {
  /** Units that the customer does not have to pay. Those that have not left are canceled. */
  @IsOptionalNotNull()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => OrderUnits)
  lines?: OrderUnits[];

  /** Part of the shipping. @example "4.90" */
  @IsOptionalNotNull()
  @IsOrderAmount()
  shipping?: string;

  /** Goodwill, for no unit in particular: spread over what is left of lines and shipping, hence over their tax rates. @example "5.00" */
  @IsOptionalNotNull()
  @IsOrderAmount()
  amount?: string;

  /** Shown to the customer and on the credit note. @example "one mug was broken" */
  @OptionalText(250)
  reason?: string;
}

export class CreditedUnitsDto extends ShippedLine {
  /** What they cost, tax included, less their share of the discount. @example "3.00" */
  amount: string;
}

export class RefundReceipt extends RefundDto {
  /** The units it is for. */
  lines: CreditedUnitsDto[];
  /** The part for shipping. @example "0.00" */
  shipping: string;
  /** The part for no unit in particular. @example "10.00" */
  goodwill: string;
  /** Number of the credit note; null until the money is refunded. @example null */
  credit_note: string | null;
}

export class CreditRefund {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bbb" */
  refund_uuid: string;
  /** @example "done" */
  status: RefundDto['status'];
  /** @example "10.00" */
  amount: string;
}

export class CreditDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bee" */
  credit_uuid: string;
  /** Why it is no longer owed. */
  @ApiProperty({ enum: creditKinds, example: 'refund' })
  kind: CreditKind;
  /** @example "one mug was broken" */
  reason: string;
  /** All of it, tax included. @example "10.00" */
  amount: string;
  /** The units it is for. */
  lines: CreditedUnitsDto[];
  /** The part for shipping. @example "0.00" */
  shipping: string;
  /** The part for no unit in particular. @example "10.00" */
  goodwill: string;
  /** Money that goes back for it; none where nothing was paid. */
  refunds: CreditRefund[];
  /** Numbers of its credit notes; none where nothing was invoiced, and until the money is refunded. @example ["CRN-2026-000001"] */
  credit_notes: string[];
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
}
