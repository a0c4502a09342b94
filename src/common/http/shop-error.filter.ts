import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ApiContract, ApiContracts } from './api-contracts.js';
import {
  InternalError,
  isDatabaseAway,
  isTooSlow,
  MalformedRequest,
  MethodNotAllowed,
  NoSuchRoute,
  TooLarge,
  TookTooLong,
  TooManyRequests,
  Unavailable,
  UnsupportedMediaType,
} from './request.errors.js';
import { Routes } from './routes.js';
import { ShopError } from './shop-error.js';

/** Renders every error in the shape of the contract; for shop `{code, error, message, details, request_id}`. */
@Catch()
export class ShopErrorFilter implements ExceptionFilter {
  private readonly log = new Logger('Request');

  constructor(
    private readonly routes: Routes,
    private readonly contracts: ApiContracts,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = this.asShopError(thrown, request, reply);
    // Coded errors are in the request's own log line; only unexpected ones need a stack.
    if (isDatabaseAway(thrown))
      this.log.warn({ method: request.method, route: request.routeOptions.url ?? 'none', unavailable: thrown });
    else if (error.type.status >= 500 && thrown !== error) this.log.error(thrown);
    refuse(error, this.contracts.forUrl(request.url), request, reply);
  }

  private asShopError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): ShopError {
    if (thrown instanceof ShopError) return thrown;
    if (isTooSlow(thrown)) return new TookTooLong(null, 5);
    if (isDatabaseAway(thrown)) return new Unavailable(null, 1);
    const status = statusOf(thrown) ?? 500;
    switch (status) {
      case 403:
      case 404:
        return this.notFound(request, reply);
      case 413:
        return new TooLarge(largest(request));
      case 415:
        // At an unknown address the media type does not matter.
        return request.is404 ? this.notFound(request, reply) : new UnsupportedMediaType();
      case 429:
        return new TooManyRequests(null, 60);
      default:
        return status < 500 ? new MalformedRequest() : new InternalError();
    }
  }

  private notFound(request: FastifyRequest, reply: FastifyReply): ShopError {
    const allowed = this.routes.methodsAt(request.url);
    if (allowed.length === 0 || allowed.includes(request.method)) return new NoSuchRoute();
    void reply.header('Allow', allowed.join(', '));
    return new MethodNotAllowed({ allowed });
  }
}

export function refuse(error: ShopError, contract: ApiContract, request: FastifyRequest, reply: FastifyReply): void {
  const { status, body, headers } = contract.refusal(error, request);
  if (error.retryAfter !== undefined) void reply.header('Retry-After', error.retryAfter);
  // The handler may have set another content type, or the name of a file, before it failed.
  void reply
    .removeHeader('Content-Disposition')
    .headers({ 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', ...headers })
    .status(status)
    .send(body);
}

/** Of the file, where the route accepts one, else of the body. */
function largest({ routeOptions }: FastifyRequest): { most_bytes: number } {
  const { mostBytes } = routeOptions.config as { mostBytes?: number };
  return { most_bytes: mostBytes ?? routeOptions.bodyLimit };
}

const statusOf = (thrown: unknown): number | undefined =>
  thrown instanceof HttpException ? thrown.getStatus() : (thrown as { statusCode?: number } | null)?.statusCode;
