import {
  NotAuthenticated,
  RefreshReused,
  SessionNotFound,
  TokenInvalid,
  WrongCredentials,
} from '../../auth/auth.errors.js';
import { BrandNotFound, CategoryNotFound } from '../../catalog/catalog.errors.js';
import { NotEnoughStock, ProductNotAvailable, ProductNotFound } from '../../stock/stock.errors.js';
import { type RequestInfo, pathOf, type ErrorResponse, refusesInput } from '../../common/http/api-contracts.js';
import {
  MalformedRequest,
  MethodNotAllowed,
  NoSuchRoute,
  UnsupportedMediaType,
  ValidationFailed,
} from '../../common/http/request.errors.js';
import type { ShopError, ShopErrorType } from '../../common/http/shop-error.js';
import { fieldErrorsOf, inWords } from '../../common/http/shop-validation.pipe.js';
import {
  CustomerNotFound,
  EmailAlreadyUsed,
  GuestNotFound,
  UsernameAlreadyUsed,
} from '../../customer/customer.errors.js';
import { BucketEmpty } from '../../pricing/pricing.errors.js';

type Words = (error: ShopError, asked: RequestInfo) => object;

const detail = (text: string) => () => ({ detail: text });
const notFound = detail('Not found.');
const badToken = () => ({
  detail: 'Given token not valid for any token type',
  code: 'token_not_valid',
  messages: [{ token_class: 'AccessToken', token_type: 'access', message: 'Token is invalid or expired' }],
});
const badRefreshToken = ({ details }: ShopError) => ({
  // Only a token of the other type has details.
  detail: details ? 'Token has wrong type' : 'Token is invalid or expired',
  code: 'token_not_valid',
});
const ofAccessOrRefresh: Words = (error, { url }) =>
  pathOf(url) === '/api/jwt/refresh' ? badRefreshToken(error) : badToken();

const words = new Map<ShopErrorType, [status: number, Words]>([
  [NotAuthenticated, [401, detail('Authentication credentials were not provided.')]],
  [TokenInvalid, [401, ofAccessOrRefresh]],
  [SessionNotFound, [401, badToken]],
  [RefreshReused, [401, badRefreshToken]],
  [WrongCredentials, [401, detail('No active account found with the given credentials')]],
  [NoSuchRoute, [404, notFound]],
  [ProductNotFound, [404, notFound]],
  [CategoryNotFound, [404, notFound]],
  [BrandNotFound, [404, notFound]],
  [MethodNotAllowed, [405, (_, { method }) => ({ detail: `Method "${method}" not allowed.` })]],
  [MalformedRequest, [400, detail('JSON parse error')]],
  [UnsupportedMediaType, [415, detail('Unsupported media type in request.')]],
  [EmailAlreadyUsed, [400, () => ({ email: ['A user with that email already exists.'] })]],
  [UsernameAlreadyUsed, [400, () => ({ username: ['A user with that username already exists.'] })]],
  [GuestNotFound, [400, () => ({ token: ['Unknown customer token, or one that is bound already.'] })]],
  [
    ValidationFailed,
    [400, (error) => Object.fromEntries(fieldErrorsOf(error).map(({ field, errors }) => [field, errors]))],
  ],
]);

/** What the cart and the checkout of the document let their clients see: the words of its first implementation. */
const cartWords = new Map<ShopErrorType, string>([
  [CustomerNotFound, 'Customer matching query does not exist.'],
  [ProductNotAvailable, 'Product matching query does not exist.'],
  [NotEnoughStock, 'Not enough product quantity available in stock'],
  [BucketEmpty, 'list index out of range'],
]);

const inCartWords = (error: ShopError): string => {
  const [wrong] = fieldErrorsOf(error);
  return wrong ? `'${wrong.field}'` : (cartWords.get(error.type) ?? inWords(error));
};

const cartRefusals: Record<string, (error: string) => object> = {
  '/api/order/cart/update': (error) => ({ status: false, error }),
  '/api/order/finalize': (error) => ({ error }),
};

export function refusal(error: ShopError, asked: RequestInfo): ErrorResponse {
  const { type } = error;
  const cart = cartRefusals[pathOf(asked.url)];
  if (cart && refusesInput(error) && type !== MalformedRequest) return { status: 400, body: cart(inCartWords(error)) };
  if (type.status === 429)
    return {
      status: 429,
      body: { detail: `Request was throttled. Expected available in ${error.retryAfter} seconds.` },
    };
  if (fieldErrorsOf(error).some(({ field }) => field === 'page'))
    return { status: 404, body: { detail: 'Invalid page.' } };
  const [status, said] = words.get(type) ?? [type.status, detail(inWords(error))];
  const headers = status === 401 ? { headers: { 'WWW-Authenticate': 'Bearer realm="api"' } } : {};
  return { status, body: said(error, asked), ...headers };
}
