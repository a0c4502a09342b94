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
import { urlOfPage } from './paging.js';
import { type BarePageQuery, pageNumber } from './paging.dto.js';

const maxRows = 1_000;

/** Limit and offset of a page, plus one row that tells whether there is a next page. */
export const rowsOf = ({ page }: BarePageQuery) => ({ limit: maxRows + 1, offset: (page - 1) * maxRows });

/**
 * A bare array, for contracts without paging. A list that is too long for one answer continues at the `Link` header
 * (RFC 8288), so that nothing is left out silently. The handler returns the rows of {@link rowsOf}.
 */
export const BareList = (row: Type): MethodDecorator =>
  applyDecorators(
    UseInterceptors(NextLinkInterceptor),
    ApiOkResponse({
      type: [row],
      description: `An array, of at most ${maxRows} rows.`,
      headers: {
        Link: {
          description: 'The next part of a longer list, `<…>; rel="next"`; absent at its end.',
          schema: { type: 'string' },
        },
      },
    }),
  );

type ListRequest = FastifyRequest<{ Querystring: Partial<BarePageQuery> }>;

@Injectable()
class NextLinkInterceptor implements NestInterceptor<unknown[]> {
  intercept(context: ExecutionContext, next: CallHandler<unknown[]>): Observable<unknown[]> {
    const http = context.switchToHttp();
    const request = http.getRequest<ListRequest>();
    return next.handle().pipe(
      map((rows) => {
        if (rows.length > maxRows) void http.getResponse<FastifyReply>().header('Link', nextOf(request));
        return rows.slice(0, maxRows);
      }),
    );
  }
}

const nextOf = (request: ListRequest): string =>
  `<${urlOfPage(request, pageNumber(request.query.page) + 1)}>; rel="next"`;
