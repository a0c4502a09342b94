import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsUrl,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import type { Resolution, ReturnCause, ShipmentStatus } from './shipment-status.js';
import { ShortText, Uuid } from '../common/text/canonical.js';

export class OrderUnits {
  /** One of the order's `products`. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b77" */
  @Uuid()
  order_product_uuid: string;

  /** @example 2 */
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  quantity: number;
}

export class ShipmentInput {
  /** @example "DHL" */
  @ShortText(100)
  carrier: string;

  /** Issued by the carrier. @example "00340434161094042557" */
  @IsOptionalNotNull()
  @ShortText(100)
  tracking_number?: string;

  /** The carrier's tracking page. @example "https://carrier.example/00340434161094042557" */
  @IsOptionalNotNull()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  @MaxLength(2_000)
  tracking_url?: string;

  /** Units in this parcel. Left out: everything that is not shipped yet. */
  @IsOptionalNotNull()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => OrderUnits)
  lines?: OrderUnits[];
}

export class ShippedLine {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b77" */
  order_product_uuid: string;
  /** Product name at the time of the order. @example "Banana" */
  name: string;
  /** @example 2 */
  quantity: number;
}

export class ShipmentDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bcc" */
  shipment_uuid: string;
  /** @example "DHL" */
  carrier: string;
  /** @example "00340434161094042557" */
  tracking_number: string | null;
  /** @example "https://carrier.example/00340434161094042557" */
  tracking_url: string | null;
  status: ShipmentStatus;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_shipped: string;
  /** @example null */
  date_delivered: string | null;
  /** @example null */
  date_lost: string | null;
  /** When it came back. @example null */
  date_returned: string | null;
  /** Why it came back. @example null */
  cause: ReturnCause | null;
  /** Of a parcel that was lost or came back: whether its units are refunded, or sent again. @example null */
  resolution: Resolution | null;
  lines: ShippedLine[];
}
