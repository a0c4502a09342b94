import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const running = new AsyncLocalStorage<string>();

/** The id of the current request, for log lines, errors and the audit trail. */
export const currentRequestId = (): string | undefined => running.getStore();

export const withRequestId = running.run.bind(running) as (id: string, work: () => void) => void;

/** Keeps the client's `X-Request-Id` where it is safe to log. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
