import { execFile } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { ApiContracts } from '../../src/common/http/api-contracts.js';
import { routesOf } from './routes.js';
import type { Answer, Shop } from './shop.js';

/** Every route of a contract. */
export function routesUnder(shop: Shop, contract: string): string[] {
  const contracts = shop.app.get(ApiContracts);
  return routesOf(shop.app.getHttpAdapter().getInstance())
    .filter((route) => contracts.forUrl(route.split(' ')[1] ?? '').name === contract)
    .toSorted();
}

/** What is rejected before any endpoint is reached; each contract has its own wording. */
export async function requestRefusals(shop: Shop, post: string): Promise<Record<string, [number, object]>> {
  const send = async (payload: string, type = 'application/json') => {
    const { statusCode, body } = await shop.app.inject({
      method: 'POST',
      url: post,
      headers: { 'content-type': type },
      payload,
    });
    return [statusCode, JSON.parse(body)] as [number, object];
  };
  const summaryOf = ({ status, body }: Answer<object>): [number, object] => [status, body];
  const patched = await shop.patch(post, { body: {} });
  expect(patched.headers['allow']).toContain('POST');
  return {
    'wrong method': summaryOf(patched),
    'unknown address': summaryOf(await shop.get(`${post}/nothing/here`)),
    'no JSON': await send('{"cut off'),
    'too large': await send(JSON.stringify({ a: 'x'.repeat(102_400) })),
    'another type': await send('a=1', 'application/x-www-form-urlencoded'),
  };
}

/** What an endpoint answers while a table is missing. */
export async function whenBroken(shop: Shop, table: string, work: () => Promise<Answer<object>>) {
  await shop.rows(`alter table ${table} rename to gone`);
  try {
    const { status, body } = await work();
    return [status, body];
  } finally {
    await shop.rows(`alter table gone rename to ${table}`);
  }
}

/** A value with every leaf replaced by its type, to compare keys and types. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (value === null || typeof value !== 'object') return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

/** Runs an example client against this shop and returns its output. */
export async function runExample(shop: Shop, name: string): Promise<string> {
  if (!shop.app.getHttpServer().listening) await shop.app.listen(0, '127.0.0.1');
  const { port } = shop.app.getHttpServer().address() as AddressInfo;
  const { stdout } = await promisify(execFile)(process.execPath, [`examples/${name}.js`, `http://127.0.0.1:${port}`]);
  return stdout;
}
