import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import type { OrderStatus } from '../order/order-status.js';
import { OrderUnits, ShippedLine } from './shipment.dto.js';
import { OptionalText } from '../common/text/canonical.js';

export class CancellationInput {
  /** Units that shall not be shipped. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => OrderUnits)
  lines: OrderUnits[];

  /** In mails only where the email of the order is confirmed as yours. @example "ordered twice" */
  @OptionalText(250)
  reason?: string;
}

export class AdminCancellationInput {
  /** Units that will not be shipped. Left out: everything that is not shipped yet. */
  @IsOptionalNotNull()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => OrderUnits)
  lines?: OrderUnits[];

  /** Shown to the customer. @example "sold out at our supplier" */
  @OptionalText(250)
  reason?: string;
}

export class CancellationDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bee" */
  cancellation_uuid: string;
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  order_uuid: string;
  /** Order number. @example "M100001" */
  order: string;
  /** Of the order, from now on: `canceled` where nothing is left of it. */
  status: OrderStatus;
  /** @example "ordered twice" */
  reason: string;
  /** What is no longer owed, tax included; it is refunded if it was paid. @example "6.00" */
  amount: string;
  /** The part of it that is for shipping, which is charged as long as anything is shipped. @example "0.00" */
  shipping: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
  lines: ShippedLine[];
}
