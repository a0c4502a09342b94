import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What somebody is to the shop. An admin may do whatever the other staff may. */
export const roles = ['customer', 'support', 'catalog_manager', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who is asking: a customer or a member of staff by their token, a guest by theirs. */
export interface Caller {
  id: number;
  uuid: string;
  username: string | null;
  role: Role;
  /** Null for a guest. */
  session: string | null;
  /** The guest token that a signed-in request also carries: whose bucket is to be merged. */
  guestToken?: string;
}

export interface CallerRequest extends FastifyRequest {
  caller?: Caller;
}

/** The caller; only on routes that are not public. */
export const Me = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<CallerRequest>();
  if (!caller) throw new Error('a public route has no caller');
  return caller;
});

export const access = { public: 'access:public', guest: 'access:guest', roles: 'access:roles' } as const;

/** Open to everybody. Every other route needs a token. */
export const Public = () => SetMetadata(access.public, true);

/** Open to a guest's `X-Guest-Token` too. */
export const AllowGuest = () => SetMetadata(access.guest, true);

/** Open to these roles and to admins. */
export const Roles = (...allowed: Role[]) => SetMetadata(access.roles, allowed);
