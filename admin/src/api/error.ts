/** What every refusal of the server has; see docs/error-codes.md. */
export interface ErrorBody {
  code: number;
  error: string;
  message: string;
  details?: unknown;
  request_id?: string;
}

export class ApiError extends Error {
  readonly code: number;
  /** The name of the code. */
  readonly error: string;
  readonly details: unknown;
  readonly requestId: string | undefined;

  constructor({ code, error, message, details, request_id }: ErrorBody) {
    super(message);
    this.code = code;
    this.error = error;
    this.details = details;
    this.requestId = request_id;
  }
}

/** For answers that are no JSON of the shop: a proxy, a broken connection. */
const unreachable: ErrorBody = { code: 0, error: 'unreachable', message: 'The server cannot be reached.' };

export async function errorOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => unreachable)) as ErrorBody;
  return new ApiError(typeof body.code === 'number' ? body : unreachable);
}

/** Whatever was thrown, as an error with a code. */
export const asApiError = (error: unknown): ApiError => {
  if (error instanceof ApiError) return error;
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number')
    return new ApiError(error as ErrorBody);
  return new ApiError(unreachable);
};

/** Whether the shop demands a second factor that is not set up yet. */
export const needsSetUp = (error: unknown): boolean => asApiError(error).error === 'second_factor_setup_required';

/** The complaints of error 4000 by field. */
export function fieldErrors(error: ApiError): Record<string, string> {
  if (error.code !== 4000 || !Array.isArray(error.details)) return {};
  const details = error.details as { field?: string; errors?: string[] }[];
  return Object.fromEntries(details.map(({ field = '', errors = [] }) => [field, errors.join('; ')]));
}
