import { shopError } from './shop-error.js';

export const ValidationFailed = shopError(4000, 'validation_failed', 400, 'Validation error.');
export const MalformedRequest = shopError(4001, 'malformed_request', 400, 'The request cannot be read.');
export const CursorInvalid = shopError(
  4002,
  'cursor_invalid',
  400,
  'This cursor is not of this list: read it from its beginning.',
);
export const PageTooDeep = shopError(
  4003,
  'page_too_deep',
  400,
  'Pages by number end at the 10,000th row: follow `next`, or filter the list.',
);
export const NoSuchRoute = shopError(4004, 'no_such_route', 404, 'There is nothing at this address.');
export const MethodNotAllowed = shopError(4005, 'method_not_allowed', 405, 'This address does not know that method.');
export const TooLarge = shopError(4013, 'too_large', 413, 'The request is too large.');
export const UnsupportedMediaType = shopError(
  4015,
  'unsupported_media_type',
  415,
  'This content type is not understood here.',
);
export const IdempotencyKeyReused = shopError(
  4022,
  'idempotency_key_reused',
  422,
  'This Idempotency-Key was already used with another request.',
);
export const StillRunning = shopError(
  4023,
  'request_still_running',
  409,
  'A request with this Idempotency-Key is still running.',
);
export const TooManyRequests = shopError(4029, 'too_many_requests', 429, 'Too many requests.');
export const InternalError = shopError(5000, 'internal_error', 500, 'Something went wrong on our side.');
export const Unavailable = shopError(5003, 'unavailable', 503, 'The shop is briefly unavailable. Please try again.');
