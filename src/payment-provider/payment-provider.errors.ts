import { shopError } from '../common/http/shop-error.js';

export const WebhookRefused = shopError(1064, 'webhook_refused', 400, 'Invalid webhook signature or event');
export const ProviderNotFound = shopError(1065, 'provider_not_found', 404, 'Payment provider not found');
export const PaymentMethodUnavailable = shopError(
  1067,
  'payment_method_unavailable',
  409,
  'Payment method not available',
);
export const AmountNotMovable = shopError(
  1090,
  'amount_not_movable',
  409,
  'The payment provider does not move this amount of this currency: three decimals must end in 0',
);
