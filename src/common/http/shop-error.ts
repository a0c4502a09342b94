export type ErrorDetails = Record<string, unknown> | unknown[] | null;

/** A coded error that a client can act on. Services throw it, the filter renders it. */
export abstract class ShopError extends Error {
  abstract get type(): ShopErrorType;

  constructor(
    message: string,
    readonly details: ErrorDetails = null,
    /** Seconds after which the same call may succeed. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

export interface ShopErrorType {
  new (details?: ErrorDetails, retryAfter?: number): ShopError;
  readonly code: number;
  readonly error: string;
  readonly status: number;
  readonly message: string;
}

const types = new Map<number, ShopErrorType>();

/** Every defined error, in order of code. */
export const shopErrors = (): ShopErrorType[] => [...types.values()].toSorted((a, b) => a.code - b.code);

/**
 * Defines an error, in the module that throws it.
 *
 * @param code number that clients compare; never reused or renumbered
 * @param error stable slug of the same fact
 * @param status HTTP status
 * @param message English sentence that says what is wrong
 */
export function shopError(code: number, error: string, status: number, message: string): ShopErrorType {
  if (types.has(code)) throw new Error(`error code ${code} is defined twice`);
  const type: ShopErrorType = class extends ShopError {
    static readonly code = code;
    static readonly error = error;
    static readonly status = status;
    static readonly message = message;
    get type(): ShopErrorType {
      return type;
    }

    constructor(details: ErrorDetails = null, retryAfter?: number) {
      super(message, details, retryAfter);
    }
  };
  types.set(code, type);
  return type;
}
