import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsNotEmpty, IsString, Max, MaxLength, Min } from 'class-validator';
import { maxQuantity } from '../../bucket/bucket.entity.js';
import { IsOptionalNotNull } from '../../common/text/is-optional-not-null.js';
import { StripUnknown } from '../../common/http/shop-validation.pipe.js';
import { EmailAddress } from '../../common/text/canonical.js';

@StripUnknown()
export class SimpleRegistration {
  /** Unique. It is your username too. @example "max.mustermann@email.com" */
  @EmailAddress(150)
  email: string;

  /** 8 to 128 characters; not one of the common ones, no sequence or repetition, nor your username, your email or the name of the shop, with or without a number. @example "maxpw2024!" */
  @IsString()
  @MaxLength(128)
  password: string;
}

@StripUnknown()
export class SimpleLogin {
  /** @example "max.mustermann@email.com" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(254)
  email: string;

  /** @example "maxpw2024!" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  password: string;
}

@StripUnknown()
export class SimpleAmount {
  /** May be sent, and must then be your own. @example 1 */
  @IsOptionalNotNull()
  @IsInt()
  UserId?: number;

  /** 1 to 999. @example 2 */
  @IsInt()
  @Min(1)
  @Max(maxQuantity)
  amount: number;
}

@StripUnknown()
export class SimpleCartInput extends SimpleAmount {
  /** @example 1 */
  @IsInt()
  ProductId: number;
}

export class SimpleRegistered {
  /** @example 1 */
  id: number;
  /** @example "max.mustermann@email.com" */
  email: string;
}

export class SimpleToken {
  /** Good for ten minutes. @example "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMTlmIn0.c2lnbmF0dXJl" */
  access_token: string;
}

export class SimpleProduct {
  /** @example 1 */
  id: number;
  /** @example "Banana" */
  name: string;
  /** @example "http://127.0.0.1:3000/media/5d41402abc4b2a76b9719d911017c592-640.webp" */
  image_url: string | null;
  /** Tax included. @example 2.5 */
  @ApiProperty({ format: 'double' })
  price: number;
  /** Units that can still be bought. @example 2 */
  stock: number;
  /** @example "2026-11-21T08:00:00.000Z" */
  createdAt: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  updatedAt: string;
}

export class SimpleCartRow {
  /** What `PUT` and `DELETE /cart/:id` ask for. @example 1 */
  id: number;
  /** @example 1 */
  UserId: number;
  /** @example 1 */
  ProductId: number;
  /** @example 2 */
  amount: number;
  /** @example "2026-11-21T08:00:00.000Z" */
  createdAt: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  updatedAt: string;
  Product: SimpleProduct;
}

export class SimpleCart {
  cart: SimpleCartRow[];
}

export class SimpleAdded {
  /** @example "added!" */
  msg: string;
}

export class SimpleUpdated {
  /** @example "data updated" */
  msg: string;
}

// sic: the document's words.
export class SimpleDeleted {
  /** @example "todo success to delete" */
  message: string;
}
