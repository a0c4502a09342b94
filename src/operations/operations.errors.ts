import { shopError } from '../common/http/shop-error.js';

export const MetricsTokenWrong = shopError(
  4031,
  'metrics_token_wrong',
  401,
  'Send the token for metrics as a bearer token.',
);
