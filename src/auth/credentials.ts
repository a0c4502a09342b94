import { ValidationFailed } from '../common/http/request.errors.js';
import type { LoginInput } from './auth.dto.js';

/** Where only staff sign in, a customer's account is answered like one that does not exist. */
export type Accounts = 'all' | 'staff';

export interface Credentials {
  /** A username or an email; `kind` says which, where the client did. */
  login: string;
  kind: 'username' | 'email';
  password: string;
}

/** @throws ValidationFailed */
export function credentialsOf({ username, email, password }: LoginInput): Credentials {
  if (username !== undefined) return { login: username, kind: 'username', password };
  if (email !== undefined) return { login: email, kind: 'email', password };
  throw new ValidationFailed([{ field: 'username', errors: ['username or email must be given'] }]);
}
