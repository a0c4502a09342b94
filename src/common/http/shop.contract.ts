import { getSchemaPath } from '@nestjs/swagger';
import type { ApiContract } from './api-contracts.js';
import { ErrorBody } from './error-body.dto.js';
import type { ShopError } from './shop-error.js';

/** The canonical API: it owns every address that no other contract claims. */
export const shop: ApiContract = {
  name: 'shop',
  title: 'Magazin: shop',
  description:
    'Register, browse, fill a bucket, order. Amounts are decimal strings with tax included; every error is `{code, error, message, details, request_id}`: compare `code`.',
  prefixes: [],
  tokenOf: ({ authorization = '' }) => /^Bearer +(.+)$/i.exec(authorization)?.[1],
  securityScheme: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: '`access` of `POST /api/login`' },
  refusal: (error, { id }) => ({ status: error.type.status, body: errorBody(error, id) }),
  errorSchema: { $ref: getSchemaPath(ErrorBody) },
  invalidExample: () => [{ field: 'email', errors: ['email must be an email'] }],
};

const errorBody = ({ type, message, details }: ShopError, requestId: string): ErrorBody => ({
  code: type.code,
  error: type.error,
  message,
  details,
  request_id: requestId,
});
