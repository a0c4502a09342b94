import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What is known of a request wherever its work goes on. */
export interface CurrentRequest {
  id: string;
  /** Of the client, behind trusted proxies too. */
  address: string;
  /**
   * How many milliseconds it may still wait for the database, as of a moment of `performance.now()`. Undefined before its handler, and
   * once its own answer begins: what goes on then keeps nobody waiting.
   */
  patience?: { leftMs: number; until: number };
}

const running = new AsyncLocalStorage<CurrentRequest>();

/** The current request, for log lines, errors and the audit trail. */
export const currentRequest = (): CurrentRequest | undefined => running.getStore();

/** The client's, which its connection no longer tells once it has gone. Empty outside of requests. */
export const clientAddress = (): string => running.getStore()?.address ?? '';

export const withRequest = running.run.bind(running) as (request: CurrentRequest, work: () => void) => void;

/** Keeps the client's `X-Request-Id` where it is safe to log. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
