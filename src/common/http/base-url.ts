import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** What links in answers begin with, `PUBLIC_URL`, which may have a path; undefined: the origin that the client used. */
    publicUrl: string | undefined;
  }
}

/** Anybody can send any `Host`: only in development it stands for `PUBLIC_URL`. Without both, links begin with their path. */
export const publicUrlOf = (config: Config): string | undefined =>
  config.get('PUBLIC_URL') || (config.production ? '' : undefined);

/** What links in answers begin with, `https://shop.example`. */
export const baseUrlOf = (request: FastifyRequest): string => request.server.publicUrl ?? originOf(request);

/** The origin that the client says it used. */
export const originOf = ({ protocol, host }: FastifyRequest): string =>
  URL.parse(`${protocol}://${host}`)?.origin ?? '';

/**
 * The address below the path of `PUBLIC_URL`: a proxy may remove that path, or leave it where it is. A request may name the whole
 * address (RFC 9112, 3.2.2), whose origin nobody has proven.
 */
export function withoutPath(path: string, requested: string): string {
  const url = requested.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replace(/^(?!\/)/, '/');
  const rest = url.slice(path.length);
  return url.startsWith(path) && /^($|[/?])/.test(rest) ? rest.replace(/^(?!\/)/, '/') : url;
}

export const BaseUrl = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  baseUrlOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
