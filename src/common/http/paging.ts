import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { baseUrlOf } from './base-url.js';
import { PageQuery } from './paging.dto.js';

export { PageQuery };

export interface Page<Row> {
  count: number;
  results: Row[];
}

export const offsetOf = ({ page, page_size }: PageQuery): number => (page - 1) * page_size;

/**
 * Every list of the shop: `{count, next, previous, results}`, with absolute URLs of the neighbouring pages.
 *
 * @param extra further properties of the list
 */
export const Paged = (row: Type, extra: Record<string, Type> = {}): MethodDecorator & ClassDecorator =>
  applyDecorators(
    UseInterceptors(PageLinksInterceptor),
    ApiExtraModels(row, ...Object.values(extra)),
    ApiOkResponse({
      description: 'One page of the list.',
      schema: {
        type: 'object',
        required: ['count', 'next', 'previous', 'results'],
        properties: {
          count: { type: 'integer', description: 'Rows in the whole list.', example: 1 },
          next: { type: 'string', format: 'uri', nullable: true, example: null },
          previous: { type: 'string', format: 'uri', nullable: true, example: null },
          results: { type: 'array', items: { $ref: getSchemaPath(row) } },
          ...Object.fromEntries(Object.entries(extra).map(([name, type]) => [name, { $ref: getSchemaPath(type) }])),
        },
      },
    }),
  );

@Injectable()
class PageLinksInterceptor implements NestInterceptor<Page<unknown>> {
  intercept(context: ExecutionContext, next: CallHandler<Page<unknown>>): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Querystring: Record<string, string> }>>();
    return next.handle().pipe(map((page) => withLinks(page, request)));
  }
}

function withLinks(
  { count, results, ...extra }: Page<unknown>,
  request: FastifyRequest<{ Querystring: Record<string, string> }>,
) {
  const page = Number(request.query['page'] ?? 1);
  const size = Number(request.query['page_size'] ?? new PageQuery().page_size);
  return {
    count,
    next: page * size < count ? urlOfPage(request, page + 1) : null,
    previous: page > 1 ? urlOfPage(request, page - 1) : null,
    results,
    ...extra,
  };
}

/** The URL of another page of the same list. */
export function urlOfPage(request: FastifyRequest, page: number): string {
  const [path, query] = request.url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('page', String(page));
  return `${baseUrlOf(request)}${path}?${parameters.toString()}`;
}
