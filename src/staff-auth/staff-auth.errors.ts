import { shopError } from '../common/http/shop-error.js';

export const DashboardHeaderMissing = shopError(
  3010,
  'dashboard_header_missing',
  403,
  'Send the header `X-Magazin-Dashboard: 1`: this address is for the dashboard only.',
);
export const ForeignOrigin = shopError(
  3011,
  'foreign_origin',
  403,
  'The session of the dashboard cannot be used from another origin.',
);
export const SecondFactorExists = shopError(
  3016,
  'second_factor_exists',
  409,
  'There is a second factor already: remove it first.',
);
export const ApiKeyNotFound = shopError(3020, 'api_key_not_found', 404, 'API key not found');
