import { IsNotEmpty, IsString, IsUrl, Matches, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { decimalPattern } from '../common/money/money.js';
import { type PaymentStatus } from './payment.entity.js';

export class PaymentInput {
  /** What the provider's form gave you, never a card number: of Stripe a `pm_…`, of the mock provider `tok_success`, `tok_declined`, `tok_insufficient_funds`, `tok_3ds`, `tok_timeout`, `tok_lost_response`. @example "tok_success" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  token: string;

  /** Where the customer comes back to from a confirmation at the bank. @example "https://shop.example/thanks" */
  @IsOptionalNotNull()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  @MaxLength(2_000)
  return_url?: string;
}

export class PaymentDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1baa" */
  payment_uuid: string;
  /** Who takes the money. @example "mock" */
  provider: string;
  /** `started` and `authorized` become something else by themselves, within a minute. @example "captured" */
  status: PaymentStatus;
  /** @example "6000.00" */
  amount: string;
  /** @example "EUR" */
  currency: string;
  /** Why it was declined. @example null */
  reason: string | null;
  /** Where the customer must confirm it, while it is `action_required`. @example null */
  redirect_url: string | null;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
}

export class RefundInput {
  /** Without one, all that is left. @example "10.00" */
  @IsOptionalNotNull()
  @Matches(decimalPattern, { message: 'amount must be an amount like 3 or 2.50' })
  amount?: string;

  /** For the customer and the books. @example "one mug was broken" */
  @IsOptionalNotNull()
  @IsString()
  @MaxLength(250)
  reason?: string;
}

export class RefundDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bbb" */
  refund_uuid: string;
  /** `done` once the provider has given it back. @example "pending" */
  status: 'pending' | 'done';
  /** @example "10.00" */
  amount: string;
  /** @example "one mug was broken" */
  reason: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
}

export class WebhookTaken {
  /** @example true */
  received: true;
}
