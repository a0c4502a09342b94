import { shopError } from '../common/http/shop-error.js';
import { mapConstraint } from '../database/constraints.js';

export const OrderNotPayable = shopError(1061, 'order_not_payable', 409, 'this order does not wait for a payment');
export const PaymentRunning = shopError(1062, 'payment_running', 409, 'another payment of this order is not finished');
export const CardNumberRefused = shopError(
  1063,
  'card_number_refused',
  400,
  'card numbers are never taken here: send the token that the payment provider gave you',
);
export const WebhookRefused = shopError(1064, 'webhook_refused', 400, 'this event is not from the payment provider');
export const ProviderNotFound = shopError(1065, 'provider_not_found', 404, 'there is no such payment provider');
export const RefundTooLarge = shopError(1066, 'refund_too_large', 409, 'more than was paid cannot be refunded');
export const PaymentMethodUnavailable = shopError(
  1067,
  'payment_method_unavailable',
  409,
  'nobody takes payments of this kind here',
);
export const TooManyPayments = shopError(1068, 'too_many_payments', 409, 'this order was tried to pay too often');

// Of two attempts at once, the second.
mapConstraint('payments_one_open', PaymentRunning);
