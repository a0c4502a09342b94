import type { ApiContract } from '../../common/http/api-contracts.js';
import { refusal } from './web-store.errors.js';

const missing: Record<string, string> = {
  '/api/jwt/refresh': 'refresh',
  '/api/order/cart/update': 'quantity',
  '/api/order/finalize': 'city',
  '/api/product/all': 'page',
  '/api/product/category/{category_id}/products': 'page',
};

/** Document 003: a generic web store, its carts keyed by a customer token. */
export const webStore: ApiContract = {
  name: 'web-store',
  title: 'Magazin: web-store',
  description:
    'Document 003, «Generic web store back end»: create a customer token, fill its cart, register and bind it, finalize the order. The cart belongs to whoever has the customer token; `myorders` and `getuser` alone ask for `Authorization: Bearer <access>` (or `JWT <access>`).',
  prefixes: ['/api/customer', '/api/jwt', '/api/product', '/api/order'],
  tokenOf: ({ authorization = '' }) => /^(?:Bearer|JWT) +(.+)$/i.exec(authorization)?.[1],
  securityScheme: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: '`access` of `POST /api/jwt/auth/`',
  },
  documentedPath: (path) => `${path}/`,
  refusal,
  errorSchema: {
    type: 'object',
    description: '`detail`, or what is wrong with which field; the cart says `error`.',
    properties: {
      detail: { type: 'string' },
      code: { type: 'string' },
      status: { type: 'boolean' },
      error: { type: 'string' },
    },
    additionalProperties: true,
  },
  invalidExample: ({ url }) => [{ field: missing[url] ?? 'username', errors: ['This field is required.'] }],
};
