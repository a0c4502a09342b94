import { ApiProperty } from '@nestjs/swagger';
import {
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { maxQuantity } from '../../bucket/bucket.entity.js';
import { IsOptionalNotNull } from '../../common/text/is-optional-not-null.js';
import { StripUnknown } from '../../common/http/shop-validation.pipe.js';
import {
  EmailAddress,
  EmptyablePersonName,
  EmptyableText,
  PersonName,
  ShortText,
  Username,
} from '../../common/text/canonical.js';

/** No day is later than it is in the time zone where it comes first. */
const IsPast = (): PropertyDecorator =>
  ValidateBy({
    name: 'isPast',
    validator: {
      validate: (day) => String(day) <= new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10),
      defaultMessage: () => '$property must not be to come',
    },
  });

@StripUnknown()
export class V1Registration {
  /** Unique. @example "maxm" */
  @Username()
  username: string;

  /** @example "Max" */
  @IsOptionalNotNull()
  @EmptyablePersonName(150)
  first_name: string = '';

  /** @example "Mustermann" */
  @PersonName(150)
  last_name: string;

  /** 8 to 128 characters; not one of the common ones, no sequence or repetition, nor your username, your email or the name of the shop, with or without a number. @example "maxpw2024!" */
  @IsString()
  @MaxLength(128)
  password: string;

  /** Unique. @example "max.mustermann@email.com" */
  @EmailAddress()
  email: string;

  /** @example "Musterstr. 13, 10000 Musterstadt" */
  @ShortText(250)
  address: string;

  /** @example "+4014516266" */
  @ShortText(40)
  phone: string;

  /** @example "Mr." */
  @IsOptionalNotNull()
  @EmptyableText(40)
  title: string = '';

  /** A date, or nothing. @example "1990-01-01" */
  @ApiProperty({ nullable: true })
  @ValidateIf((_, birthday) => birthday !== '' && birthday !== null)
  @IsISO8601({ strict: true })
  @Matches(/^((?!0000)\d{4}-\d{2}-\d{2})?$/, { message: 'birthday must be a date like 1990-01-01' })
  @IsPast()
  birthday: string = '';
}

export class V1Registered {
  /** @example "maxm" */
  username: string;
  /** @example "Max" */
  first_name: string;
  /** @example "max.mustermann@email.com" */
  email: string;
}

@StripUnknown()
export class V1Login {
  /** @example "maxm" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(254)
  username: string;

  /** @example "maxpw2024!" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  password: string;
}

export class V1Tokens {
  /** Good for ten minutes. @example "8383737skksghslslslghhe9393938slslghhslls-3349wiskghhos339slghs" */
  token: string;
  /** Good for one exchange at `POST /api/refresh` of the shop document, within 30 days. @example "hshlh38837lsjghslshghso39398sikgghslhglhi292irkjhgl;shldjtl9hgs" */
  refresh_token: string;
}

export class V1LoggedOut {
  /** @example "maxm" */
  username: string;
  /** @example "Max" */
  first_name: string;
}

export class V1Product {
  /** @example 1 */
  id: number;
  /** @example "Banana" */
  name: string;
  /** @example "http://127.0.0.1:3000/media/5d41402abc4b2a76b9719d911017c592-640.webp" */
  image: string | null;
  /** Tax included. @example 3 */
  @ApiProperty({ format: 'double' })
  price: number;
  /** @example "this is a banana" */
  description: string;
  /** @example "Chiquita" */
  brand: string | null;
  /** Units that can still be bought. @example 2 */
  stock: number;
}

export class V1HomeRow {
  /** Why these. @example "Trending now" */
  title: string;
  products: V1Product[];
}

export class V1Home {
  /** Rows of products chosen for you, the most personal first. */
  rows: V1HomeRow[];
}

export class V1Profile {
  /** @example "maxm" */
  username: string;
  /** @example "Max" */
  first_name: string;
  /** @example "Mustermann" */
  last_name: string;
  /** @example "max.mustermann@email.com" */
  email: string;
  /** @example "Musterstr. 13, 10000 Musterstadt" */
  address: string;
  /** @example "+4014516266" */
  phone: string;
  /** @example "Mr." */
  title: string;
  /** A date, or `""`. @example "1990-01-01" */
  @ApiProperty({ pattern: String.raw`^(\d{4}-\d{2}-\d{2})?$` })
  birthday: string;
  home: V1Home;
}

export class V1CartLine {
  /** @example 1 */
  user_id: number;
  /** @example 1 */
  product_id: number;
  /** @example 2 */
  quantity: number;
}

@StripUnknown()
export class V1CartInput {
  /** @example 1 */
  @IsInt()
  product_id: number;

  /** 1 to 999. @example 2 */
  @IsOptionalNotNull()
  @IsInt()
  @Min(1)
  @Max(maxQuantity)
  quantity: number = 1;
}
