import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Where a sign-in comes from. */
export interface ClientInfo {
  address: string;
  userAgent: string;
  /** A token that is sent although none is needed, expired or not: it shows that the device is known. */
  token?: string;
}

export const Client = createParamDecorator((_: unknown, context: ExecutionContext): ClientInfo => {
  const { ip, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const token = /^(?:Bearer|Token|JWT) +(.+)$/i.exec(headers.authorization ?? '')?.[1];
  return { address: ip, userAgent: headers['user-agent'] ?? '', ...(token && { token }) };
});
