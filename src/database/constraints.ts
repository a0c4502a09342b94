import type { ShopErrorType } from '../common/http/shop-error.js';
import type { ShopError } from '../common/http/shop-error.js';

const meanings = new Map<string, ShopErrorType>();

/** Says which error of the shop it is when PostgreSQL refuses a row by this constraint: the last word when two write at once. */
export function mapConstraint(name: string, error: ShopErrorType): void {
  meanings.set(name, error);
}

export function errorForConstraint(error: unknown): ShopError | undefined {
  const { constraint } = error as { constraint?: string };
  const Meaning = constraint === undefined ? undefined : meanings.get(constraint);
  return Meaning && new Meaning();
}
