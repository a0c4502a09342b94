import { shopError } from '../common/http/shop-error.js';
import { mapConstraint } from '../database/constraints.js';

export const OrderNotPayable = shopError(1061, 'order_not_payable', 409, 'Order is not awaiting a payment');
export const PaymentRunning = shopError(1062, 'payment_running', 409, 'Another payment for this order is in progress');
export const CardNumberRefused = shopError(
  1063,
  'card_number_refused',
  400,
  'Card numbers are not accepted: send the token that the payment provider issued',
);
export const RefundTooLarge = shopError(1066, 'refund_too_large', 409, 'Amount exceeds what can be refunded');
export const TooManyPayments = shopError(1068, 'too_many_payments', 409, 'Too many payment attempts for this order');
export const TooManyDeclined = shopError(
  1095,
  'too_many_declined_payments',
  429,
  'Too many declined payments. Please wait, or choose another payment method.',
);
export const PaymentNotFound = shopError(1060, 'payment_not_found', 404, 'Payment or refund not found');
export const RefundNotFailed = shopError(1069, 'refund_not_failed', 409, 'Refund has not failed');

// Of two payments started at once, the second one.
mapConstraint('payments_one_open', PaymentRunning);
