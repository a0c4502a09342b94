import { shopError } from '../common/http/shop-error.js';

export const WrongCredentials = shopError(3001, 'wrong_credentials', 404, 'user or password not match.');
export const NotAuthenticated = shopError(
  3002,
  'not_authenticated',
  403,
  'Authentication credentials were not provided.',
);
export const PermissionDenied = shopError(3003, 'permission_denied', 403, 'You do not have permission to do this.');
export const TokenInvalid = shopError(3004, 'token_invalid', 403, 'Token is invalid or expired');
export const RefreshReused = shopError(
  3005,
  'refresh_reused',
  403,
  'This refresh token was already exchanged; the session is revoked.',
);
export const TooManyAttempts = shopError(3006, 'too_many_attempts', 429, 'Too many failed logins. Please wait.');
export const SessionNotFound = shopError(3007, 'session_not_found', 404, 'session not found');
export const ResetTokenInvalid = shopError(
  3008,
  'reset_token_invalid',
  403,
  'This token for a new password is unknown, used or too old.',
);
