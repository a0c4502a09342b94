import type { ShopError, ShopErrorType } from '../common/http/shop-error.js';

const errors = new Map<string, ShopErrorType>();

/** Maps a violated constraint to an error of the shop: constraints decide when two requests write at once. */
export function mapConstraint(name: string, error: ShopErrorType): void {
  errors.set(name, error);
}

export function errorForConstraint(error: unknown): ShopError | undefined {
  const { constraint } = error as { constraint?: string };
  const ConstraintError = constraint === undefined ? undefined : errors.get(constraint);
  return ConstraintError && new ConstraintError();
}
