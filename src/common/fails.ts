import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { ShopErrorType } from './shop-error.js';

const requestId = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11';

/** Names the coded errors of an endpoint; Swagger shows each with an example body. */
export const Fails = (...errors: ShopErrorType[]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ...Object.entries(Object.groupBy(errors, (error) => error.status)).map(([status, same = []]) =>
      ApiResponse(errorResponse(Number(status), same)),
    ),
  );

export const errorResponse = (status: number, errors: ShopErrorType[]) => ({
  status,
  description: errors.map((error) => `${error.code} \`${error.error}\`: ${error.message}`).join('<br>'),
  content: {
    'application/json': {
      schema: { $ref: '#/components/schemas/ErrorBody' },
      examples: Object.fromEntries(errors.map((error) => [error.error, { value: exampleOf(error) }])),
    },
  },
});

const exampleOf = ({ code, error, message }: ShopErrorType) => ({
  code,
  error,
  message,
  details: code === 4000 ? [{ field: 'email', errors: ['email must be an email'] }] : null,
  request_id: requestId,
});
