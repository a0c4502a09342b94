import type { ApiContract } from '../../common/http/api-contracts.js';
import { refusal } from './simple-cart.errors.js';

/** Document 002: an email, a password, a cart. */
export const simpleCart: ApiContract = {
  name: 'simple-cart',
  title: 'Magazin: simple-cart',
  description:
    'Document 002, «Ecommerce Customer»: register, log in, browse, keep a cart. Send the token of `POST /login` as `access_token: <token>`. A registration or login that fails answers 500, as the document has it.',
  prefixes: ['/register', '/login', '/products', '/cart'],
  tokenOf: ({ access_token, authorization = '' }) =>
    typeof access_token === 'string' ? access_token : /^Bearer +(.+)$/i.exec(authorization)?.[1],
  securityScheme: {
    type: 'apiKey',
    in: 'header',
    name: 'access_token',
    description: '`access_token` of `POST /login`',
  },
  refusal,
  errorSchema: {
    type: 'object',
    properties: {
      msg: { type: 'string', description: 'What went wrong.' },
      message: { type: 'string', description: 'The same, where a token is missing or bad.' },
    },
  },
  invalidExample: () => [{ field: 'email', errors: ['email must be an email'] }],
};
