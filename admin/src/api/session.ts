import { type Access, closeSession, type Credentials, openSession, renewSession } from './access';
import { inOneTab } from '../lib/one-tab';
import { shopPath } from '../lib/shop-path';
import { errorOf } from './error';

/** Seconds before its end at which an access token is renewed. */
const margin = 45;
const tokenInvalid = 3004;

/** In memory only: a script from elsewhere finds no token in any storage. */
let current: { token: string; renewAt: number } | undefined;
let renewing: Promise<boolean> | undefined;
/** Whether there may be a cookie, so that a visitor who never signed in is not asked for one. */
const hint = 'magazin-signed-in';
/** The session of all tabs; a tab that signs out tells the others. */
const channel = new BroadcastChannel('magazin-session');
let onEnd: () => void = () => undefined;

const keep = ({ access, expires_in }: Access): void => {
  localStorage.setItem(hint, '1');
  current = { token: access, renewAt: Date.now() + Math.max(expires_in - margin, expires_in / 2) * 1000 };
};

const forget = (): void => {
  current = undefined;
  localStorage.removeItem(hint);
};

channel.addEventListener('message', () => end());

function end(): void {
  forget();
  onEnd();
}

/** Called when the session ended: here, in another tab, or at the server. */
export const whenSignedOut = (listener: () => void): void => {
  onEnd = listener;
};

/** @throws ApiError `second_factor_required` where the code is missing */
export async function signIn(credentials: Credentials): Promise<void> {
  const response = await openSession(credentials).catch(() => Response.error());
  if (!response.ok) throw await errorOf(response);
  keep((await response.json()) as Access);
}

export async function signOut(): Promise<void> {
  await closeSession().catch(() => undefined);
  channel.postMessage('signed out');
  end();
}

/**
 * Gets a new access token for the cookie, one tab at a time: the cookie is good for one exchange.
 *
 * @returns whether there is a session
 */
export function renew(): Promise<boolean> {
  renewing ??= inOneTab('magazin-session', exchange).finally(() => (renewing = undefined));
  return renewing;
}

/** Whether somebody is signed in. */
export const hasSession = async (): Promise<boolean> => current !== undefined || renew();

async function exchange(): Promise<boolean> {
  if (localStorage.getItem(hint) === null) return false;
  const response = await renewSession().catch(() => Response.error());
  if (response.ok) keep((await response.json()) as Access);
  // A server that is away has not ended the session.
  else if (response.status === 403) forget();
  return response.ok;
}

/** `fetch` with the access token, renewed before it expires, and once when the server refuses it. */
export async function authorizedFetch(request: Request): Promise<Response> {
  if (!current || Date.now() >= current.renewAt) await renew();
  const again = request.clone();
  const response = await send(request);
  if (response.status !== 403) return response;
  const { code } = await errorOf(response.clone());
  if (code !== tokenInvalid) return response;
  if (await renew()) return send(again);
  end();
  return response;
}

function send(request: Request): Promise<Response> {
  if (current) request.headers.set('authorization', `Bearer ${current.token}`);
  return fetch(request);
}

/** A file behind the token, such as a PDF. @param body is posted @throws ApiError */
export async function fetchFile(path: string, body?: object): Promise<Blob> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await authorizedFetch(new Request(shopPath + path, body && post));
  if (!response.ok) throw await errorOf(response);
  return response.blob();
}

/** Sends a file in a form. @throws ApiError */
export async function upload<Answer>(path: string, file: File): Promise<Answer> {
  const body = new FormData();
  body.set('file', file);
  const response = await authorizedFetch(new Request(shopPath + path, { method: 'POST', body }));
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as Answer;
}
