import { shopError } from '../common/http/shop-error.js';

export const ConfirmationInvalid = shopError(
  1097,
  'confirmation_invalid',
  404,
  'This link is unknown, or its order was canceled',
);
