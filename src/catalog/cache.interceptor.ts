import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, map, type Observable, of } from 'rxjs';
import { baseUrlOf } from '../common/http/base-url.js';
import { TellsETag } from '../common/http/etag.js';
import { type CachedBody, ResponseCache } from './response-cache.js';

const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'public, no-cache' };

@Injectable()
class CacheInterceptor implements NestInterceptor {
  constructor(private readonly cache: ResponseCache) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    // Links in the answer begin with it.
    const key = `${baseUrlOf(request)}${request.url}`;
    const send = ({ body, etag }: CachedBody) => {
      void reply.headers({ ...headers, ETag: etag });
      return body;
    };
    const fresh = this.cache.fresh(key);
    if (fresh) return of(send(fresh));
    return from(this.cache.load(key, () => lastValueFrom(next.handle()))).pipe(map(send));
  }
}

/** Serves a public answer of the catalog from the {@link ResponseCache}, revalidated by its `ETag`. */
export const CachedResponse = () => applyDecorators(UseInterceptors(CacheInterceptor), TellsETag());
