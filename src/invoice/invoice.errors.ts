import { shopError } from '../common/http/shop-error.js';

export const SellerNotConfigured = shopError(
  1071,
  'seller_unknown',
  409,
  'invoices cannot be issued: the seller is not configured',
);
export const ExchangeRateMissing = shopError(
  1073,
  'exchange_rate_missing',
  409,
  "invoices cannot be issued: enter today's exchange rate of the currency of the seller's tax authority",
);
export const NoEInvoice = shopError(
  1079,
  'no_e_invoice',
  409,
  'EN 16931 allows two decimals: invoices in a currency with three have no XML',
);
export const TooManyInvoices = shopError(
  1074,
  'too_many_invoices',
  400,
  'more than 10,000 invoices: name a shorter period',
);
export const TooMuchToPrint = shopError(
  1075,
  'too_much_to_print',
  400,
  'The invoices of these orders have more than 5,000 lines: choose fewer orders',
);
export const InvoiceNotFound = shopError(1072, 'invoice_not_found', 404, 'invoice not found');
