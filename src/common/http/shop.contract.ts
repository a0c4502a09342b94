import { getSchemaPath } from '@nestjs/swagger';
import type { ApiContract } from './api-contracts.js';
import { ErrorBody } from './error-body.dto.js';
import type { ShopError } from './shop-error.js';

/** What `PUT` and `PATCH` mean in both documents of the shop. */
export const partialChanges =
  '`PUT` and `PATCH` change what the body names: a field that is left out stays as it is, and `null` or an empty text clears one that may be empty. What is one value is replaced whole: an address, an exchange rate, and each list in a body.';

/** The canonical API: it owns every address that no other contract claims. */
export const shop: ApiContract = {
  name: 'shop',
  title: 'Magazin: shop',
  description: `Register, browse, fill a bucket, order. Amounts are decimal strings with tax included; every error is \`{code, error, message, details, request_id}\`: compare \`code\`.\n\n${partialChanges}`,
  prefixes: [],
  tokenOf: ({ authorization = '' }) => /^Bearer +(.+)$/i.exec(authorization)?.[1],
  securityScheme: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: '`access` of `POST /api/login`' },
  refusal: (error, { id }) => ({
    status: error.type.status,
    body: errorBody(error, id),
    headers: challenges[error.type.error] ?? {},
  }),
  errorSchema: { $ref: getSchemaPath(ErrorBody) },
  invalidExample: () => [{ field: 'email', errors: ['email must be an email'] }],
};

/** RFC 6750, by error. The documented status of the first two is 403, and the header may be there. */
const challenges: Record<string, Record<string, string>> = {
  not_authenticated: { 'WWW-Authenticate': 'Bearer' },
  token_invalid: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  metrics_token_wrong: { 'WWW-Authenticate': 'Bearer' },
};

const errorBody = ({ type, message, details }: ShopError, requestId: string): ErrorBody => ({
  code: type.code,
  error: type.error,
  message,
  details,
  request_id: requestId,
});
