import { NotAuthenticated, SecondFactorRequired, SessionNotFound, TokenInvalid } from '../../auth/auth.errors.js';
import { NotEnoughStock, ProductNotAvailable } from '../../stock/stock.errors.js';
import { type RequestInfo, pathOf, type ErrorResponse, refusesInput } from '../../common/http/api-contracts.js';
import { MalformedRequest, ValidationFailed } from '../../common/http/request.errors.js';
import type { ShopError, ShopErrorType } from '../../common/http/shop-error.js';
import { inWords } from '../../common/http/shop-validation.pipe.js';

const says = (status: number, error: string, detail: string): ErrorResponse => ({ status, body: { error, detail } });

/** Endpoints that answer whatever they refuse with one body. */
const documented: Record<string, ErrorResponse> = {
  '/api/v1/customer/registration': {
    status: 400,
    // Document 000 asks for the first two, document 001 for the third.
    body: { error: 'bad_input', detail: 'Invalid input for registration', errorMessage: 'Invalid Input' },
  },
  '/api/v1/customer/login': says(400, 'invalid_input', 'Invalid input for login'),
};

const notSignedIn: ShopErrorType[] = [NotAuthenticated, TokenInvalid, SessionNotFound];
const badInput: ShopErrorType[] = [ValidationFailed, MalformedRequest];

export function refusal(error: ShopError, { url }: RequestInfo): ErrorResponse {
  const { type } = error;
  const words = inWords(error);
  if (notSignedIn.includes(type))
    return {
      ...says(401, 'invalid_token', 'Token was not given or has expired'),
      headers: { 'WWW-Authenticate': 'Token' },
    };
  if (type.status === 429)
    return says(429, 'throttled', `Request was throttled. Expected available in ${error.retryAfter} seconds.`);
  // The document's one answer to a login would send staff looking for a typo.
  if (type === SecondFactorRequired) return says(403, type.error, words);
  const known = documented[pathOf(url)];
  if (known && refusesInput(error)) return known;
  if (badInput.includes(type)) return says(400, 'bad_input', words);
  if (type === ProductNotAvailable) return says(404, 'not_found', 'Product not found');
  if (type === NotEnoughStock) return says(409, 'out_of_stock', words);
  return says(type.status, type.error, words);
}
