import { ValidationFailed } from '../common/http/request.errors.js';
import type { LoginInput } from './auth.dto.js';

/** Where only staff sign in, a customer's account is answered like one that does not exist. */
export type Accounts = 'all' | 'staff';

export interface Credentials {
  /** A username or an email; `kind` says which, where the client did. */
  login: string;
  kind: 'username' | 'email';
  password: string;
  /** Of the second factor, where the account has one. */
  code?: string;
}

/** @throws ValidationFailed */
export function credentialsOf({ username, email, password, code }: LoginInput): Credentials {
  if (username !== undefined) return { login: username, kind: 'username', password, ...(code && { code }) };
  if (email !== undefined) return { login: email, kind: 'email', password, ...(code && { code }) };
  throw new ValidationFailed([{ field: 'username', errors: ['username or email must be given'] }]);
}
