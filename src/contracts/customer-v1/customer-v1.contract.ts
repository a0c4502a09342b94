import type { ApiContract } from '../../common/http/api-contracts.js';
import { refusal } from './customer-v1.errors.js';

/** Documents 000 and 001: a profile, a product index, a shopping cart. */
export const customerV1: ApiContract = {
  name: 'customer-v1',
  title: 'Magazin: customer-v1',
  description:
    'Documents 000 and 001: register, log in, see your profile, browse, fill a shopping cart. Send the `token` of the login as `Authorization: Token <token>`; `Authorization: Bearer <token>`, `Authentication: Token <token>` and `Authentication: <token>` do as well. A body may be sent as `application/json` or, as document 000 has it, as `application/jason`.',
  prefixes: ['/api/v1'],
  tokenOf: ({ authorization = '', authentication = '' }) =>
    /^(?:Token|Bearer) +(.+)$/i.exec(authorization)?.[1] ??
    /^(?:(?:Token|Bearer) +)?(.+)$/i.exec(String(authentication))?.[1],
  securityScheme: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: '`Token <token>`, with the `token` of `POST /api/v1/customer/login/`',
  },
  documentedPath: (path) => (path.endsWith('/shoppingcart') ? path : `${path}/`),
  refusal,
  errorSchema: {
    type: 'object',
    required: ['error', 'detail'],
    properties: {
      error: { type: 'string', description: 'What to compare.' },
      detail: { type: 'string', description: 'For people.' },
      errorMessage: { type: 'string', description: 'The same as document 001 has it: at the registration alone.' },
    },
  },
  invalidExample: () => [{ field: 'product_id', errors: ['product_id must be an integer number'] }],
};
