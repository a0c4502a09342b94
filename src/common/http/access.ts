import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Permission } from '../../permissions/permissions.js';

/** Whoever is no staff. No role has this name. */
export const customerRole = 'customer';
/** The role that may do everything, and that always somebody has. */
export const adminRole = 'admin';

/** The authenticated sender of a request: a customer or a member of staff by an access token, a guest by a guest token. */
export interface Caller {
  id: number;
  uuid: string;
  username: string | null;
  /** `customer`, or the name of a role of staff. */
  role: string;
  /** Only of staff: what the role allows as of this request. */
  permissions?: ReadonlySet<Permission>;
  /** Null for a guest. */
  session: string | null;
  /** The guest token that a signed-in request also carries; its bucket is merged. */
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

/** The caller, where the request says who it is; on routes that are open to anonymous visitors too. */
export const MeIfKnown = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | undefined =>
    context.switchToHttp().getRequest<CallerRequest>().caller,
);

/** Who may use a route; by default everybody who is signed in. */
export type Access = 'public' | 'anonymous' | 'guest' | 'staff' | { permission: Permission };

export const accessKey = 'x-access';

const opensTo = (access: Access) => applyDecorators(SetMetadata(accessKey, access), ApiExtension(accessKey, access));

/** Opens a route to everybody. */
export const Public = () => opensTo('public');

/** Opens a route to everybody, and identifies those who send a token: an invalid one is refused. */
export const AllowAnonymous = () => opensTo('anonymous');

/** Opens a route to guests with an `X-Guest-Token` too. */
export const AllowGuest = () => opensTo('guest');

/** Restricts a route to staff, whatever their role allows. */
export const ForStaff = () => opensTo('staff');

/** Restricts a route to staff whose role has this permission. On a handler it replaces the one of its controller. */
export const Requires = (permission: Permission) => opensTo({ permission });

/** What a route demands of staff, or forgives them, besides their rights. */
export interface StaffAccess {
  /** Refuses API keys. */
  sessionOnly?: true;
  /** Opens it to staff who must set up a second factor first. */
  withoutSecondFactor?: true;
}

export const staffAccessKey = 'x-staff-access';

/** Marks a route that no API key may use, or that staff need before they have a second factor. */
export const StaffRoute = (access: StaffAccess) => SetMetadata(staffAccessKey, access);
