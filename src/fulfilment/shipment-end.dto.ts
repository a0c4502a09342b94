import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsUrl, MaxLength, ValidateNested } from 'class-validator';
import { IsOptionalNotNull, IsOptionalNullable } from '../common/text/is-optional-not-null.js';
import { type Resolution, resolutions, type ReturnCause, returnCauses } from './shipment-status.js';
import { OptionalText, ShortText, Uuid } from '../common/text/canonical.js';

export class RestockDecision {
  /** One of the `lines`. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b77" */
  @Uuid()
  order_product_uuid: string;

  /** `true` puts the units back on sale, `false` scraps them. @example true */
  @IsBoolean()
  restock: boolean;
}

export class ShipmentLoss {
  /** `refund`: its units are no longer owed. `reship`: they are allocated again, to be shipped again. @example "refund" */
  @IsIn(resolutions)
  resolution: Resolution;

  /** @example "the carrier gave up the search" */
  @OptionalText(250)
  reason?: string;
}

export class ShipmentReturn {
  /** `refused` at the door, or `returned_to_sender` by the carrier. @example "refused" */
  @IsIn(returnCauses)
  cause: ReturnCause;

  /** `refund`: its units are no longer owed. `reship`: they are allocated again, to be shipped again. Default: `refund`. @example "refund" */
  @IsOptionalNotNull()
  @IsIn(resolutions)
  resolution?: Resolution;

  /** Lines that are left out are restocked. */
  @IsOptionalNotNull()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => RestockDecision)
  lines?: RestockDecision[];

  /** @example "nobody was at home" */
  @OptionalText(250)
  reason?: string;
}

/** What is left out stays as it is. */
export class ShipmentCorrection {
  /** @example "DHL" */
  @IsOptionalNotNull()
  @ShortText(100)
  carrier?: string;

  /** Null removes it. @example "00340434161094042557" */
  @IsOptionalNullable()
  @ShortText(100)
  tracking_number?: string | null;

  /** Null removes it. @example "https://carrier.example/00340434161094042557" */
  @IsOptionalNullable()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  @MaxLength(2_000)
  tracking_url?: string | null;
}
