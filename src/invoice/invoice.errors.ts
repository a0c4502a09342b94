import { shopError } from '../common/http/shop-error.js';

export const SellerUnknown = shopError(
  1071,
  'seller_unknown',
  409,
  'invoices cannot be issued: SELLER_… variables are not set',
);
export const InvoiceNotFound = shopError(1072, 'invoice_not_found', 404, 'invoice not found');
