import { Transform, Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { OptionalText, trimmedOrNone } from '../common/text/canonical.js';
import { IsElectronicAddress } from '../vat/is-electronic-address.js';
import { canonicalOrNone, IsVatNumber } from '../vat/is-vat-number.js';
import { PostalAddressDto } from '../customer/address.dto.js';

/** Who is billed, where that is not who receives the parcel. */
export class BillingInput {
  /** Default: your default address. */
  @IsOptionalNotNull()
  @ValidateNested()
  @Type(() => PostalAddressDto)
  shipping_address?: PostalAddressDto;

  /** Of the buyer. Default: the shipping address. */
  @IsOptionalNotNull()
  @ValidateNested()
  @Type(() => PostalAddressDto)
  billing_address?: PostalAddressDto;

  /** The buyer. Default: the company of the billing address. @example "Mustermann GmbH" */
  @OptionalText(150)
  company?: string;

  /** VAT number of the buyer, in the country of the billing address. Default: the one of that address. @example "DE136695976" */
  @IsOptionalNotNull()
  @Transform(canonicalOrNone)
  @IsVatNumber<BillingInput>(({ billing_address, shipping_address }) => (billing_address ?? shipping_address)?.country)
  vat_id?: string;

  /** The buyer's own: an order number, a cost center, in Germany a Leitweg-ID. It is on the invoice. @example "PO-4711" */
  @OptionalText(100)
  reference?: string;

  /** Where the buyer gets electronic invoices, after its scheme of the list EAS. Default: by the VAT number or the email. @example "0088:4035811991014" */
  @IsOptionalNotNull()
  @Transform(trimmedOrNone)
  @IsElectronicAddress()
  electronic_address?: string;
}

export class BillingDto {
  address?: PostalAddressDto;
  /** @example "Mustermann GmbH" */
  company?: string;
  /** @example "DE136695976" */
  vat_id?: string;
  /** @example "PO-4711" */
  reference?: string;
  /** @example "0088:4035811991014" */
  electronic_address?: string;
}
