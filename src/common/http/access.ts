import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
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

/** Who may use a route. Where nothing is said: whoever is signed in. */
export type Access = 'public' | 'guest' | readonly Role[];

export const accessKey = 'x-access';

const opensTo = (access: Access) => applyDecorators(SetMetadata(accessKey, access), ApiExtension(accessKey, access));

/** Open to everybody. */
export const Public = () => opensTo('public');

/** Open to a guest's `X-Guest-Token` too. */
export const AllowGuest = () => opensTo('guest');

/** Open to these roles and to admins only. */
export const Roles = (...allowed: Role[]) => opensTo(allowed);
