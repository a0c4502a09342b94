import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import {
  AddressLine,
  CountryCode,
  EmptyablePersonName,
  EmptyableText,
  NoUrl,
  OmittedIfNull,
  OptionalText,
  PersonName,
} from '../common/text/canonical.js';
import { Phone, PostCode } from '../postal/decorators.js';
import { canonicalOrNone, IsVatNumber } from '../vat/is-vat-number.js';

export const exampleAddress = {
  first_name: 'Max',
  last_name: 'Mustermann',
  address: 'Musterstr. 13',
  post_code: '10000',
  city: 'Musterstadt',
  country: 'DE',
};

/** A postal address. */
export class PostalAddressDto {
  /** @example "Max" */
  @PersonName(150)
  first_name: string;

  /** Left out by people with one name. @example "Mustermann" */
  @ApiProperty({ required: false })
  @EmptyablePersonName(150)
  last_name: string = '';

  /** Street and number. @example "Musterstr. 13" */
  @AddressLine(250)
  address: string;

  /** Left out only where the country has no post codes. @example "10000" */
  @ApiProperty({ required: false })
  @EmptyableText(20)
  @PostCode()
  post_code: string = '';

  /** @example "Musterstadt" */
  @AddressLine(100)
  city: string;

  /** ISO 3166-1 alpha-2. @example "DE" */
  @CountryCode()
  country: string;

  /** Stored in E.164. Without `+` and a prefix it is of the country of the address. @example "+4930901820" */
  @OmittedIfNull()
  @IsOptionalNotNull()
  @Phone()
  phone?: string;

  /** @example "Mustermann GmbH" */
  @OmittedIfNull()
  @OptionalText(150)
  company?: string;

  /** VAT number of the company, in the country of the address. Spaces, dots and hyphens do not matter. @example "DE136695976" */
  @OmittedIfNull()
  @IsOptionalNotNull()
  @Transform(canonicalOrNone)
  @IsVatNumber<PostalAddressDto>(({ country }) => country)
  vat_id?: string;

  /** Second line: building, floor, department. @example "2. OG" */
  @OmittedIfNull()
  @OptionalText(250)
  @NoUrl()
  line2?: string;

  /** State or province. @example "Bayern" */
  @OmittedIfNull()
  @OptionalText(100)
  @NoUrl()
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
