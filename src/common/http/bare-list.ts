import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { atPage } from './paging.js';
import { type BarePageQuery, pageNumber } from './paging.dto.js';

const mostRows = 1_000;

/** The part of a bare list that a page is, and one row more, which tells that there is a next one. */
export const rowsOf = ({ page }: BarePageQuery) => ({ limit: mostRows + 1, offset: (page - 1) * mostRows });

/**
 * A list without a frame, for contracts that have no paging: an array. One that is too long for an answer goes on at
 * the `Link` header (RFC 8288), so that nothing is left out silently. The handler answers the rows of {@link rowsOf}.
 */
export const BareList = (row: Type): MethodDecorator =>
  applyDecorators(
    UseInterceptors(LinksNext),
    ApiOkResponse({
      type: [row],
      description: `An array, of at most ${mostRows} rows.`,
      headers: {
        Link: {
          description: 'Where a longer list goes on, `<…>; rel="next"`; else absent.',
          schema: { type: 'string' },
        },
      },
    }),
  );

type Asking = FastifyRequest<{ Querystring: Partial<BarePageQuery> }>;

@Injectable()
class LinksNext implements NestInterceptor<unknown[]> {
  intercept(context: ExecutionContext, next: CallHandler<unknown[]>): Observable<unknown[]> {
    const http = context.switchToHttp();
    const request = http.getRequest<Asking>();
    return next.handle().pipe(
      map((rows) => {
        if (rows.length > mostRows) void http.getResponse<FastifyReply>().header('Link', nextOf(request));
        return rows.slice(0, mostRows);
      }),
    );
  }
}

const nextOf = (request: Asking): string => `<${atPage(request, pageNumber(request.query.page) + 1)}>; rel="next"`;
