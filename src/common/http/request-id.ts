import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const running = new AsyncLocalStorage<string>();

/** The id of the request being answered: on every log line, in every error, in the audit trail. */
export const currentRequestId = (): string | undefined => running.getStore();

export const withRequestId = running.run.bind(running) as (id: string, work: () => void) => void;

/** A caller's own `X-Request-Id` is kept where it is harmless to log. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
