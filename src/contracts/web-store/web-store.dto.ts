import { Transform } from 'class-transformer';
import { IsInt, IsString, Max, Min } from 'class-validator';
import { maxQuantity } from '../../bucket/bucket.entity.js';
import { StripUnknown } from '../../common/http/shop-validation.pipe.js';
import { trimmed } from '../../common/text/canonical.js';
import {
  addressRule,
  asEmail,
  asInteger,
  emailRule,
  lineRule,
  mayBeBlank,
  nameRule,
  Text,
  usernameRule,
  uuidRule,
} from './fields.js';

export class StoreCustomerToken {
  /** @example true */
  status: true;
  /** Unguessable: whoever has it has the cart. @example "395bce87-0edd-4834-9063-a36311e2f81f" */
  customer_token: string;
}

@StripUnknown()
export class StoreRegistration {
  /** Unique. @example "vmoruhin" */
  @Transform(trimmed)
  @Text(150, usernameRule)
  username: string;

  /** 8 to 128 characters; not one of the common ones, no sequence or repetition, nor your username, your email or the name of the shop, with or without a number. @example "asdsad123ASd$" */
  @Text(128)
  password: string;

  /** Unique. @example "vova.morugin@gmail.com" */
  @Transform(asEmail)
  @Text(254, emailRule)
  email: string;

  /** @example "Volodymyr" */
  @Transform(trimmed)
  @Text(150, { ...nameRule, ...mayBeBlank })
  first_name: string = '';

  /** @example "Moruhin" */
  @Transform(trimmed)
  @Text(150, { ...nameRule, ...mayBeBlank })
  last_name: string = '';

  /** The `customer_token` whose cart becomes the new customer's. @example "395bce87-0edd-4834-9063-a36311e2f81f" */
  @Text(36, uuidRule)
  token: string;
}

export class StoreUser {
  /** @example 15 */
  id: number;
  /** @example "vmoruhin" */
  username: string;
  /** @example "vova.morugin@gmail.com" */
  email: string;
  /** @example "Volodymyr" */
  first_name: string;
  /** @example "Moruhin" */
  last_name: string;
}

@StripUnknown()
export class StoreLogin {
  /** @example "vmoruhin" */
  @Text(254)
  username: string;

  /** @example "asdsad123ASd$" */
  @Text(128)
  password: string;
}

export class StoreTokens {
  /** Good until logout, password change or 30 days later: keep it. @example "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ0b2tlbl90eXBlIjoicmVmcmVzaCJ9.LJA5LW8T" */
  refresh: string;
  /** Good for ten minutes. @example "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ0b2tlbl90eXBlIjoiYWNjZXNzIn0.FeNyuVle" */
  access: string;
}

@StripUnknown()
export class StoreRefresh {
  /** The `refresh` of `POST /api/jwt/auth/`. @example "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ0b2tlbl90eXBlIjoicmVmcmVzaCJ9.LJA5LW8T" */
  @Text(100_000)
  refresh: string;
}

export class StoreAccess {
  /** Good for ten minutes. @example "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ0b2tlbl90eXBlIjoiYWNjZXNzIn0.MVR_kyQb" */
  access: string;
}

export class StoreOrderedProduct {
  /** @example 2 */
  order_id: number;
  /** Null once the shop has removed the product. @example 5 */
  product_id: number | null;
  /** Unit price, tax included. @example "399.00" */
  price: string;
  /** @example 3 */
  quantity: number;
  /** Its title. @example "Espresso Nero beans, 1 kg" */
  product: string;
}

export class StoreOrder {
  /** @example 2 */
  id: number;
  /** False for the open cart. @example true */
  is_ordered: boolean;
  /** @example "2026-11-21T08:00:00.000Z" */
  time_created: string;
  /** When it was finalized. @example "2026-11-21T08:00:00.000Z" */
  time_checkout: string | null;
  /** When it arrived. @example null */
  time_delivery: string | null;
  products: StoreOrderedProduct[];
}

export class StoreCustomer {
  /** @example 15 */
  id: number;
  /** @example "Volodymyr" */
  first_name: string;
  /** @example "Moruhin" */
  last_name: string;
  /** @example null */
  phone: string | null;
  /** @example "vova.morugin@gmail.com" */
  email: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  time_created: string;
  /** Your customer token. @example "395bce87-0edd-4834-9063-a36311e2f81f" */
  token: string;
  /** @example 15 */
  user: number;
}

@StripUnknown()
export class StoreCartUpdate {
  /** The customer token. @example "395bce87-0edd-4834-9063-a36311e2f81f" */
  @IsString()
  token: string;

  /** @example 5 */
  @Transform(asInteger)
  @IsInt()
  product_id: number;

  /** The new quantity, 1 to 999; 0 removes. @example 3 */
  @Transform(asInteger)
  @IsInt()
  @Min(0)
  @Max(maxQuantity)
  quantity: number;
}

export class StoreCartUpdated {
  /** @example true */
  status: true;
  /** Different products in the cart. @example 2 */
  cart_items_count: number;
}

export class StoreCartItem {
  /** @example 1 */
  id: number;
  /** Unit price, tax included. @example "399.00" */
  price: string;
  /** @example 3 */
  quantity: number;
  /** The open cart, as `myorders` lists it. @example 1000000002 */
  order: number;
  /** @example 5 */
  product: number;
}

@StripUnknown()
export class StoreFinalize {
  /** The customer token. @example "395bce87-0edd-4834-9063-a36311e2f81f" */
  @IsString()
  token: string;

  /** @example "Volodymyr" */
  @Transform(trimmed)
  @Text(150, nameRule)
  first_name: string;

  /** @example "Moruhin" */
  @Transform(trimmed)
  @Text(150, nameRule)
  last_name: string;

  /** Where word of the order goes. @example "vova.morugin@gmail.com" */
  @Transform(asEmail)
  @Text(254, emailRule)
  email: string;

  /** ISO 3166-1 alpha-2, or the country's name in English or its own language. @example "Ukraine" */
  @Transform(trimmed)
  @Text(100, lineRule)
  country: string;

  /** @example "Kyiv" */
  @Transform(trimmed)
  @Text(100, addressRule)
  city: string;

  /** @example "01001" */
  @Transform(trimmed)
  @Text(20, lineRule)
  post_code: string;

  /** Street and number. @example "Khreshchatyk 22" */
  @Transform(trimmed)
  @Text(250, addressRule)
  address: string;
}

export class StoreFinalized {
  /** @example 2 */
  id: number;
  /** @example "2026-11-21T08:00:00.000Z" */
  time_created: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  time_checkout: string;
  /** @example null */
  time_delivery: string | null;
  /** @example true */
  is_ordered: true;
  /** @example 15 */
  customer: number;
  /** Every order has an address of its own, and both have one number. @example 2 */
  customer_shipping_address: number;
}
