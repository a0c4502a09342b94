import { ApiExtension } from '@nestjs/swagger';
import type { ShopErrorType } from './shop-error.js';

export const errorsKey = 'x-errors';

/** Names the coded errors of an endpoint, once; Swagger shows each with an example body. */
export const Fails = (...errors: ShopErrorType[]): MethodDecorator => ApiExtension(errorsKey, errors);

interface Example {
  value: { code: number; error: string; message: string };
}

interface Operation {
  responses: Record<string, unknown>;
}

/** Adds errors to what an endpoint of a finished document already names. */
export function addErrors(operation: Operation, errors: ShopErrorType[]): void {
  for (const [status, same] of Object.entries(byStatus(errors))) {
    const named = operation.responses[status] as ReturnType<typeof responseOf> | undefined;
    operation.responses[status] = responseOf({ ...named?.content['application/json'].examples, ...examplesOf(same) });
  }
}

const byStatus = (errors: ShopErrorType[]) =>
  Object.groupBy(errors, ({ status }) => status) as Record<string, ShopErrorType[]>;

const responseOf = (examples: Record<string, Example>) => ({
  description: Object.values(examples)
    .map(({ value }) => `\`${value.code}\` ${value.message}`)
    .join('<br>'),
  content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' }, examples } },
});

const examplesOf = (errors: ShopErrorType[]): Record<string, Example> =>
  Object.fromEntries(
    errors.map(({ code, error, message }) => [
      error,
      {
        value: {
          code,
          error,
          message,
          details: code === 4000 ? [{ field: 'email', errors: ['email must be an email'] }] : null,
          request_id: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11',
        },
      },
    ]),
  );
