import { shopError } from '../common/http/shop-error.js';

export const OrderNotFound = shopError(1001, 'order_not_found', 404, 'order not found');
export const OrderNotCreated = shopError(1002, 'order_not_created', 409, 'order not created');
export const OrderNotCancelable = shopError(1003, 'order_not_cancelable', 409, 'order cannot be canceled');
export const OrderStatusRefused = shopError(1004, 'order_status_refused', 409, 'Invalid status transition');
export const TotalChanged = shopError(1053, 'total_changed', 409, 'The total has changed: confirm the new total');
export const CreditTooLarge = shopError(1058, 'credit_too_large', 409, 'Amount exceeds what is left of the order');
export const AddressNotChangeable = shopError(
  1056,
  'address_not_changeable',
  409,
  'The order has left or was canceled: its address can no longer be changed',
);
export const AddressChangesTax = shopError(
  1050,
  'address_changes_tax',
  409,
  'Other tax is due at this address: cancel the order and place it again',
);
export const TooManyClaims = shopError(1059, 'too_many_claims', 429, 'Too many mails were asked for. Please wait.');
export const ClaimTokenInvalid = shopError(
  1052,
  'claim_token_invalid',
  404,
  'This token for guest orders is unknown, used, too old, or of another account',
);
export const NotSoManyLeft = shopError(1102, 'not_so_many_left', 409, 'Quantity exceeds the units left on this line');
