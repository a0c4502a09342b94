import { setTimeout as wait } from 'node:timers/promises';

const [requestLimitMs, giveUpMs, retryMs] = [60_000, 600_000, 200];
const stillRunning = 4023;

/** A client that behaves: asks again, with the same key, for as long as the shop is away. */
export class Client {
  constructor(shop, journal) {
    this.shop = shop;
    this.journal = journal;
  }

  /**
   * Answers `{status, body}`; the body is JSON, or the text of a CSV; of anything else it is its size.
   *
   * @param request with a `key`, `keyLimitMs` is how long to wait for the first request of that key
   */
  async ask(method, path, { body, headers = {}, key, keyLimitMs = giveUpMs } = {}) {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const once = key === undefined ? {} : { 'idempotency-key': key };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const request = { method, headers: { ...type, ...once, ...headers }, body: text };
    for (const began = Date.now(); ; await wait(retryMs)) {
      const answer = await this.#try(path, request);
      const waitedMs = Date.now() - began;
      if (answer.body?.code === stillRunning && waitedMs < keyLimitMs) continue;
      const isAway = answer.status === undefined || answer.status === 503;
      if (isAway && waitedMs < giveUpMs) continue;
      if (isAway) throw new Error(`${method} ${path}: no answer for ten minutes`, { cause: answer.error });
      if (answer.status >= 500) this.journal.violation('no request answers 500', path, 'no 500', answer);
      return answer;
    }
  }

  async #try(path, request) {
    try {
      await this.shop.listening();
      const url = new URL(path, this.shop.base);
      const response = await fetch(url, { ...request, signal: AbortSignal.timeout(requestLimitMs) });
      return { status: response.status, body: await bodyOf(response) };
    } catch (error) {
      return { error };
    }
  }
}

async function bodyOf(response) {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('json')) return response.json();
  return type.includes('csv') ? response.text() : (await response.bytes()).length;
}
