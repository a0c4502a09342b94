import { shopError } from '../../common/http/shop-error.js';
import { mapConstraint } from '../../database/constraints.js';
import { ProductNotFound } from '../../stock/stock.errors.js';

export const ProductAvailable = shopError(1240, 'product_available', 409, 'The product is in stock: order it now');
export const SubscriptionNotFound = shopError(
  1241,
  'subscription_not_found',
  404,
  'You are not waiting for this product',
);
export const NotificationLinkInvalid = shopError(
  1242,
  'notification_link_invalid',
  404,
  'The link is not valid: use the one in the latest mail',
);
export const ConsentTextChanged = shopError(
  1243,
  'consent_text_changed',
  409,
  'The consent text has changed: show the current one and ask again',
);

// A product that is deleted while somebody subscribes.
mapConstraint('restock_subscriptions_product_id_foreign', ProductNotFound);
