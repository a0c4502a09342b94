import { Transform } from 'class-transformer';
import { IsBoolean, IsString, Matches, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { CountryCode, OptionalText, plainLine, ShortText, trimmed } from '../common/text/canonical.js';
import { canonicalOrNone, IsVatNumber } from '../vat/is-vat-number.js';

/** A postal address. */
export class PostalAddressDto {
  /** @example "Max" */
  @ShortText(150)
  first_name: string;

  /** @example "Mustermann" */
  @ShortText(150)
  last_name: string;

  /** Street and number. @example "Musterstr. 13" */
  @ShortText(250)
  address: string;

  /** @example "10000" */
  @ShortText(20)
  post_code: string;

  /** @example "Musterstadt" */
  @ShortText(100)
  city: string;

  /** ISO 3166-1 alpha-2. @example "DE" */
  @CountryCode()
  country: string;

  /** @example "+4014516266" */
  @IsOptionalNotNull()
  @Transform(trimmed)
  @IsString()
  @MaxLength(40)
  @Matches(plainLine, { message: 'phone must be one line' })
  phone?: string;

  /** @example "Mustermann GmbH" */
  @OptionalText(150)
  company?: string;

  /** VAT number of the company, in the country of the address. Spaces, dots and hyphens do not matter. @example "DE136695976" */
  @IsOptionalNotNull()
  @Transform(canonicalOrNone)
  @IsVatNumber<PostalAddressDto>(({ country }) => country)
  vat_id?: string;

  /** Second line: building, floor, department. @example "2. OG" */
  @OptionalText(250)
  line2?: string;

  /** State or province. @example "Bayern" */
  @OptionalText(100)
  region?: string;
}

export class AddressInput extends PostalAddressDto {
  /** The default address of orders that name none; the first address always is. @example true */
  @IsOptionalNotNull()
  @IsBoolean()
  is_default?: boolean;
}

export class AddressDto extends PostalAddressDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b22" */
  uuid: string;
  declare phone: string;
  /** @example true */
  is_default: boolean;
}
