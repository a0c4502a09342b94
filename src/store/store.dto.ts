import { type PaymentMethod, paymentMethods } from '../order/order.entity.js';
import { ApiProperty } from '@nestjs/swagger';

export class StoreCurrency {
  /** Of all prices, ISO 4217. @example "EUR" */
  code: string;
  /** Decimals of its amounts: 0, 2 or 3. @example 2 */
  digits: number;
}

export class StoreDelivery {
  /** Whether some shipping method delivers to every country; then `countries` is empty. @example false */
  everywhere: boolean;
  /** Countries that at least one shipping method delivers to, ISO 3166-1 alpha-2, sorted. @example ["AT","DE"] */
  countries: string[];
}

export class StorePaymentMethod {
  /** For `payment` of an order. @example "card" */
  @ApiProperty({ enum: paymentMethods })
  method: PaymentMethod;
  /** Who takes the payment, whose form in the front end makes the token; null for cash. `mock` moves no money. @example "stripe" */
  @ApiProperty({ type: 'string', enum: ['mock', 'stripe'], nullable: true })
  provider: string | null;
}

export class StorePassword {
  /** Characters. @example 8 */
  min_length: number;
  /** Characters. @example 128 */
  max_length: number;
}

export class Store {
  /** As in mails. @example "Magazin" */
  name: string;
  /** Where customers reach this server; null where the operator has not said so. @example "https://shop.example" */
  url: string | null;
  currency: StoreCurrency;
  /** Of legal days, as of the last day of a return; IANA. @example "Europe/Warsaw" */
  time_zone: string;
  /** Language of new invoices. @example "en" */
  invoice_language: 'en' | 'de' | 'pl';
  delivery: StoreDelivery;
  /** Where the shipping methods are listed. @example "https://shop.example/api/shipping-methods" */
  shipping_methods: string;
  /** Those that orders can have now. */
  payment_methods: StorePaymentMethod[];
  /** Minutes for which an unpaid order that is not paid in cash holds its stock. @example 30 */
  payment_window_minutes: number;
  /** Days after delivery within which an order can be returned. @example 14 */
  return_days: number;
  /** Where customers write to; null where there is none. @example "support@magazin.example" */
  support_email: string | null;
  /** Of the password with which somebody signs up; it must not be a common one either. */
  password: StorePassword;
}
