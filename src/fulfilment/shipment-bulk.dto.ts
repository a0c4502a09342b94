import { ApiProperty, OmitType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { ShipmentInput } from './shipment.dto.js';
import { ShortText, Uuid } from '../common/text/canonical.js';

/** Everything of the order that is not shipped yet, in one parcel. */
export class ShipmentBulkRow extends OmitType(ShipmentInput, ['lines', 'carrier']) {
  /** Of the order. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  @Uuid()
  uuid: string;

  /** Where it is another one than that of the request. @example "UPS" */
  @IsOptionalNotNull()
  @ShortText(100)
  carrier?: string;
}

export class ShipmentBulkInput {
  /** Of all parcels whose row names none. @example "DHL" */
  @ShortText(100)
  carrier: string;

  /** 1 to 100 orders. */
  @ApiProperty({ type: [ShipmentBulkRow], minItems: 1, maxItems: 100 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  rows: unknown[];
}
