import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** `PUBLIC_URL`, or nothing. */
    publicUrl: string;
  }
}

/** The origin that the client used, `https://shop.example`. */
export const originOf = ({ protocol, host }: FastifyRequest): string =>
  URL.parse(`${protocol}://${host}`)?.origin ?? '';

/** Links in answers begin with it: `PUBLIC_URL`, which may have a path, or else the origin that the client used. */
export const baseUrlOf = (request: FastifyRequest): string => request.server.publicUrl || originOf(request);

/** The address below the path of `PUBLIC_URL`: a proxy may remove that path, or leave it where it is. */
export function withoutPath(path: string, url: string): string {
  const rest = url.slice(path.length);
  return url.startsWith(path) && /^($|[/?])/.test(rest) ? rest.replace(/^(?!\/)/, '/') : url;
}

export const BaseUrl = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  baseUrlOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
