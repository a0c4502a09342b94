import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { baseUrlOf } from './base-url.js';
import { ListQuery, PageQuery, SluggedPageQuery } from './paging.dto.js';

export { ListQuery, PageQuery, SluggedPageQuery };

export interface Page<Row> {
  count: number;
  results: Row[];
}

export const offsetOf = ({ page, page_size }: PageQuery): number => (page - 1) * page_size;

/**
 * Every list of customers: `{count, next, previous, results}`, with absolute URLs of the neighbouring pages.
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
          next: { type: 'string', format: 'uri-reference', nullable: true, example: null },
          previous: { type: 'string', format: 'uri-reference', nullable: true, example: null },
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

/** Rows that are counted one by one, and that pages reach by number. Both cost more with each row. */
export const maxCounted = 10_000;

/** What of the query leads to a neighbouring page. */
export type PageLink = Pick<ListQuery, 'page'> | Pick<ListQuery, 'after'> | Pick<ListQuery, 'before'>;

/** Part of a list that may have millions of rows. */
export interface List<Row> {
  count: number;
  count_is_estimate: boolean;
  next: PageLink | null;
  previous: PageLink | null;
  results: Row[];
}

export const listedKey = 'x-listed';

/**
 * Every list of staff: `{count, count_is_estimate, next, previous, results}`, with absolute URLs of the neighbouring pages.
 *
 * @param extra further properties of the list
 */
export const Listed = (row: Type, extra: Record<string, Type> = {}): MethodDecorator & ClassDecorator =>
  applyDecorators(
    UseInterceptors(ListLinksInterceptor),
    ApiExtension(listedKey, true),
    ApiExtraModels(row, ...Object.values(extra)),
    ApiOkResponse({
      description:
        'One page of the list. `next` and `previous` go by cursor, which loses and repeats no row while others are added; of a list that was asked for by `page`, they go by number up to the 10,000th row.',
      schema: {
        type: 'object',
        required: ['count', 'count_is_estimate', 'next', 'previous', 'results'],
        properties: {
          count: { type: 'integer', description: 'Rows in the whole list; exact up to 10,000.', example: 1 },
          count_is_estimate: {
            type: 'boolean',
            description: 'Whether `count` is an estimate, which is the case above 10,000.',
            example: false,
          },
          next: { type: 'string', format: 'uri-reference', nullable: true, example: null },
          previous: { type: 'string', format: 'uri-reference', nullable: true, example: null },
          results: { type: 'array', items: { $ref: getSchemaPath(row) } },
          ...Object.fromEntries(Object.entries(extra).map(([name, type]) => [name, { $ref: getSchemaPath(type) }])),
        },
      },
    }),
  );

@Injectable()
class ListLinksInterceptor implements NestInterceptor<List<unknown>> {
  intercept(context: ExecutionContext, next: CallHandler<List<unknown>>): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return next.handle().pipe(
      map(({ count, count_is_estimate, next: after, previous, results, ...extra }) => ({
        count,
        count_is_estimate,
        next: after && urlOf(request, after),
        previous: previous && urlOf(request, previous),
        results,
        ...extra,
      })),
    );
  }
}

function urlOf(request: FastifyRequest, link: PageLink): string {
  const [path, query] = request.url.split('?', 2);
  const parameters = new URLSearchParams(query);
  for (const name of ['page', 'after', 'before']) parameters.delete(name);
  for (const [name, value] of Object.entries(link)) parameters.set(name, String(value));
  return `${baseUrlOf(request)}${path}?${parameters.toString()}`;
}
