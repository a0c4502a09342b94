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
export const TookTooLong = shopError(
  5004,
  'took_too_long',
  503,
  'The database needs too long for this. If it does so again, ask for less: a shorter period, say, or another search.',
);

/** What the driver and PostgreSQL say of an error, if it is theirs. */
interface DriverError extends Error {
  code?: string;
  severity?: string;
  syscall?: string;
}

/**
 * SQLSTATE: 08 connection, 53 resources (full disk, too many connections), 55P03 a lock, 57014 and 57P canceled or shutting
 * down, 58 the system, 25P03 idle too long, 25006 a server that became a standby, 40001 and 40P01 the last of several conflicts.
 */
const transientStates = /^(08|53|55P03|57014|57P|58|25P03|25006|40001|40P01)/;
const networkErrors = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_AGAIN)/;
const driverMessages =
  /timeout exceeded when trying to connect|Connection terminated|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed and is not queryable|the database did not answer within/;

/** Whether the database is away, stands still or lacks something for now: the same may succeed later. */
export function isDatabaseAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code = '', severity, syscall = '', message } = thrown as DriverError;
  // By its severity, whatever the reason: such an error ends the connection.
  if (severity === 'FATAL' || severity === 'PANIC') return true;
  // A socket or a host that is not there; a missing file is none of these.
  if (['connect', 'getaddrinfo'].includes(syscall)) return true;
  return transientStates.test(code) || networkErrors.test(code) || driverMessages.test(message);
}

/** Whether the server gave up a statement that took too long by itself, so that the same may never succeed. */
export const isTooSlow = (thrown: unknown): boolean =>
  thrown instanceof Error && (thrown as DriverError).code === '57014';

/** Whether it was waited for in vain: an answer, a connection or a lock. */
export const isDatabaseSilent = (thrown: unknown): boolean =>
  isDatabaseAway(thrown) &&
  /timeout|ETIMEDOUT|55P03|57014/.test(`${(thrown as DriverError).code} ${(thrown as Error).message}`);
