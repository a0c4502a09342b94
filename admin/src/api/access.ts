import { shopPath } from '../lib/shop-path';

/** Where access tokens come from. Everything else asks `session.ts`. */
export interface Access {
  access: string;
  expires_in: number;
}

export interface Credentials {
  username: string;
  password: string;
  /** Of the authenticator, or a recovery code: asked for by the error `second_factor_required`. */
  code?: string;
}

const url = `${shopPath}/api/admin/session`;
const headers = { 'content-type': 'application/json', 'X-Magazin-Dashboard': '1' };

export const openSession = (credentials: Credentials): Promise<Response> =>
  fetch(url, { method: 'POST', headers, body: JSON.stringify(credentials) });

/** The refresh token is a cookie that scripts cannot read. It is spent even where a reload interrupts the request. */
export const renewSession = (): Promise<Response> => fetch(url, { method: 'PUT', headers, keepalive: true });

export const closeSession = (): Promise<Response> => fetch(url, { method: 'DELETE', headers });
