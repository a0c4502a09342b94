import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { decimalPattern } from '../common/money/money.js';
import { PageQuery } from '../common/http/paging.js';
import { type ReturnStatus, returnStatuses } from './return-status.js';
import { OrderUnits, ShippedLine } from './shipment.dto.js';

export class ReturnInput {
  /** @example "too small" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  reason: string;

  /** What you send back. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => OrderUnits)
  lines: OrderUnits[];
}

export class ReturnQuery extends PageQuery {
  /** Only returns of this status. */
  @IsOptionalNotNull()
  @IsIn(returnStatuses)
  status?: ReturnStatus;
}

export class ReturnRefusal {
  /** For the customer. @example "it was worn" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  reason: string;
}

export class ReceivedLine {
  /** One of the return's `lines`. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b77" */
  @IsUUID()
  order_product_uuid: string;

  /** Whether its units go back on sale; else they are scrap. @example true */
  @IsBoolean()
  restock: boolean;
}

export class ReturnReceipt {
  /** What becomes of the units; lines that are not named go back on sale. */
  @IsOptionalNotNull()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => ReceivedLine)
  lines?: ReceivedLine[];
}

export class ReturnRefund {
  /** Without: what the customer paid for these units, less their share of the order's discount. `0` gives nothing back. @example "10.00" */
  @IsOptionalNotNull()
  @Matches(decimalPattern, { message: 'amount must be an amount like 3 or 2.50' })
  amount?: string;
}

export class ReturnedLine extends ShippedLine {
  /** Whether its units went back on sale; null until they were received. @example null */
  restocked: boolean | null;
}

export class ReturnDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bdd" */
  return_uuid: string;
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  order_uuid: string;
  /** Number of the order. @example "M100001" */
  order: string;
  /** `requested` → `accepted` → `received` → `refunded`, or `refused`. @example "requested" */
  status: ReturnStatus;
  /** @example "too small" */
  reason: string;
  /** Why it was refused. @example null */
  refusal: string | null;
  /** What was given back for it. @example null */
  amount: string | null;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
  /** When it was accepted or refused. @example null */
  date_decided: string | null;
  /** @example null */
  date_received: string | null;
  /** @example null */
  date_refunded: string | null;
  lines: ReturnedLine[];
}
