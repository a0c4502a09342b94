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
export const SecondFactorRequired = shopError(
  3012,
  'second_factor_required',
  403,
  'This account has a second factor: sign in at the dashboard, or at /api/login, with its `code`.',
);
export const SecondFactorWrong = shopError(
  3013,
  'second_factor_wrong',
  403,
  'This code is wrong, too old or was used before.',
);
export const SecondFactorNotFound = shopError(
  3014,
  'second_factor_not_found',
  404,
  'There is no second factor to do this with.',
);
export const SecondFactorSetupRequired = shopError(
  3015,
  'second_factor_setup_required',
  403,
  'Staff need a second factor here: set one up at /api/admin/me/second-factor.',
);
export const NotForApiKeys = shopError(3021, 'not_for_api_keys', 403, 'An API key cannot do this: sign in.');
export const SessionNotFound = shopError(3007, 'session_not_found', 404, 'session not found');
export const ResetTokenInvalid = shopError(
  3008,
  'reset_token_invalid',
  403,
  'This token for a new password is unknown, used or too old.',
);
export const PasswordRequired = shopError(
  3022,
  'password_required',
  403,
  'Send your `password` too, or sign in again and repeat this within 15 minutes.',
);
