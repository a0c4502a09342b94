import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { ValidationFailed } from '../common/http/request.errors.js';

export interface IdempotentResult<Answer> {
  answer: Answer;
  replayed: boolean;
}

export const idempotentKey = 'x-idempotent';

/** The handler answers `{answer, replayed}`; a first answer given again is marked `Idempotent-Replayed: true`. */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(MarksReplays),
    ApiExtension(idempotentKey, true),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Any text of up to 255 characters. The same key and body within 24 hours gives the first answer again, with `Idempotent-Replayed: true`.',
      schema: { type: 'string', maxLength: 255, example: '6b1d7a52-8e0b-4a1e-9a55-0c8f0c0f3a10' },
    }),
  );

export const IdempotencyKeyHeader = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
    if (key === undefined) return undefined;
    if (typeof key !== 'string' || key.length === 0 || key.length > 255)
      throw new ValidationFailed([
        { field: 'Idempotency-Key', errors: ['Idempotency-Key must have 1 to 255 characters'] },
      ]);
    return key;
  },
);

@Injectable()
class MarksReplays implements NestInterceptor<IdempotentResult<unknown>> {
  intercept(context: ExecutionContext, next: CallHandler<IdempotentResult<unknown>>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ answer, replayed }) => {
        if (replayed) void reply.header('Idempotent-Replayed', 'true');
        return answer;
      }),
    );
  }
}
