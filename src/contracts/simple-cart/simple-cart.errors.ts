import { NotAuthenticated, SecondFactorRequired, SessionNotFound, TokenInvalid } from '../../auth/auth.errors.js';
import { type RequestInfo, pathOf, type ErrorResponse, refusesInput } from '../../common/http/api-contracts.js';
import type { ShopError } from '../../common/http/shop-error.js';
import { inWords } from '../../common/http/shop-validation.pipe.js';

/** Whatever an endpoint refuses, its document knows one answer. */
const documented: Record<string, (words: string) => ErrorResponse> = {
  'POST /register': (msg) => ({ status: 500, body: { msg } }),
  'POST /login': (msg) => ({ status: 500, body: { msg } }),
  // sic: the document's spelling.
  'POST /cart': () => ({ status: 400, body: { msg: 'not foud' } }),
  'PUT /cart/:id': () => ({ status: 400, body: { msg: 'data not found' } }),
  'DELETE /cart/:id': () => ({ status: 404, body: { msg: 'data not found' } }),
};

const notSignedIn = [NotAuthenticated, TokenInvalid, SessionNotFound];

export function refusal(error: ShopError, { method, url }: RequestInfo): ErrorResponse {
  if (notSignedIn.includes(error.type))
    return { status: 401, body: { message: 'login first please' }, headers: { 'WWW-Authenticate': 'Bearer' } };
  const endpoint = `${method} ${pathOf(url).replace(/(?<=^\/cart)\/[^/]+$/, '/:id')}`;
  const words = inWords(error);
  // The document's 500 would send staff looking for a typo.
  if (error.type === SecondFactorRequired) return { status: 403, body: { msg: words } };
  if (refusesInput(error) && documented[endpoint]) return documented[endpoint](words);
  return { status: error.type.status, body: { msg: words } };
}
