import SwaggerParser from '@apidevtools/swagger-parser';
import * as fc from 'fast-check';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { aBrand, aCategory, aCustomer, aProduct } from './factories/index.js';
import { assertDocumented } from './support/answers.js';
import { useShop } from './support/shop.js';

const shop = useShop();

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
  anyOf?: Schema[];
  enum?: unknown[];
  example?: unknown;
}

interface Content {
  content?: Record<string, { schema: Schema; examples?: Record<string, { value: { code: number } }> }>;
}

interface Operation {
  parameters: { name: string; in: string; schema: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

type Route = Operation & { method: string; path: string; own: boolean };

const own = ['shop', 'admin'];

let routes: Route[];
let tokens: (string | undefined)[];
let ids: string[];

beforeAll(async () => {
  const documents = await Promise.all(
    [...own, ...globSync('src/contracts/*').map((folder) => basename(folder))].map((name) =>
      SwaggerParser.dereference(`openapi/${name}.json`),
    ),
  );
  routes = documents.flatMap(({ paths }, index) =>
    Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...operation,
        own: index < own.length,
        method: method.toUpperCase(),
        path,
        [fc.toStringMethod]: () => `${method} ${path}`,
      })),
    ),
  );
  const [customer, admin, product] = [await aCustomer(shop), await aCustomer(shop, 'admin'), await aProduct(shop)];
  tokens = [undefined, customer.token, admin.token];
  const mine = { token: customer.token };
  const fill = () => shop.post('/api/bucket', { ...mine, body: { product: product.uuid, quantity: 1 } });
  await fill();
  const order = await shop.post('/api/orders', { ...mine, body: { payment: 'card' } });
  await fill();
  const line = await shop.get<{ results: { bucket_uuid: string }[] }>('/api/bucket', mine);
  const shelves = [await aBrand(shop), await aCategory(shop)].map(({ uuid }) => uuid);
  const orderUuid = String(order.body['order_uuid']);
  ids = [customer.uuid, product.uuid, ...shelves, orderUuid, line.body.results[0]?.bucket_uuid ?? '', '1', '2'];
});

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const odd = fc.oneof(
  fc.constantFrom('', '0', '-1', '1e309', '\0', '%', "' or 1=1 --", '__proto__', 'null', '9'.repeat(30), '2026-02-30'),
  anyText,
);
const anyJson = fc.oneof(odd, fc.jsonValue(), fc.constantFrom(-0, 1.5, 2 ** 31, 2 ** 53, -1, 1e21));

/** Mostly valid by the document, so that it passes validation, with an invalid value here and there. */
function like(schema: Schema): fc.Arbitrary<unknown> {
  const whole = merged(schema.anyOf?.[0] ?? schema);
  const right = whole.properties
    ? fc.record(mapped(whole.properties, like), { requiredKeys: whole.required ?? [] })
    : fc.constantFrom(...(whole.enum ?? [whole.example ?? ([whole.type].flat().includes('string') ? ids[0] : 1)]));
  return fc.oneof(
    { weight: 20, arbitrary: right },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: anyJson },
  );
}

const id = () =>
  fc
    .oneof({ weight: 3, arbitrary: fc.constantFrom(...ids) }, fc.uuid(), anyText)
    .filter((text) => !/^\.{0,2}$/.test(text));

const request = () =>
  fc.constantFrom(...routes).chain((route) => {
    const named = (where: string) => route.parameters.filter((parameter) => parameter.in === where);
    const query = Object.fromEntries(named('query').map(({ name, schema }) => [name, like(schema).map(String)]));
    const body = route.requestBody?.content?.['application/json'];
    return fc.record({
      route: fc.constant(route),
      path: fc.record(Object.fromEntries(named('path').map(({ name }) => [name, id()]))),
      query: fc.oneof(
        { weight: 4, arbitrary: fc.record(query, { requiredKeys: [] }) },
        { weight: 1, arbitrary: fc.dictionary(anyText, odd, { maxKeys: 3 }) },
      ),
      token: fc.constantFrom(...tokens),
      key: fc.option(fc.stringMatching(/^[ -~]{0,300}$/), { nil: undefined, freq: 4 }),
      body: body ? like(body.schema) : fc.constant(undefined),
    });
  });

it('fuzz: every route returns only documented responses, and never 500', async () => {
  const undocumented = [4001, 4013, 4015];
  await fc.assert(
    fc.asyncProperty(request(), async ({ route, path, query, token, key, body }) => {
      const url = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
      const answer = await shop.app.inject({
        method: route.method as 'GET',
        url: `${url}?${new URLSearchParams(query as Record<string, string>).toString()}`,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(key && { 'idempotency-key': key }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      });
      const received = `${answer.statusCode} ${answer.body}`;
      // The document of another contract may define a 500, but no error is unexpected.
      if (route.own) expect(answer.statusCode, received).toBeLessThan(500);
      expect(answer.body, received).not.toContain('Something went wrong');
      const documented = route.responses[answer.statusCode]?.content?.['application/json'];
      const given: unknown = answer.headers['content-type']?.toString().includes('json') ? answer.json() : undefined;
      assertDocumented(route.method, url, { status: answer.statusCode, headers: answer.headers, body: given });
      if (answer.statusCode < 400) {
        if (!documented) expect(given, received).toBeUndefined();
      } else if (route.own) {
        const { code } = given as { code: number };
        const codes = Object.values(documented?.examples ?? {}).map(({ value }) => value.code);
        // A parameter before a file extension matches no line break.
        const noFile = /\}\.\w+$/.test(route.path) ? [4004] : [];
        expect([...codes, ...undocumented, ...noFile], received).toContain(code);
        expect(Object.keys(given as object)).toEqual(['code', 'error', 'message', 'details', 'request_id']);
      } else expect(given, received).toBeTypeOf('object');
      // One run must not sign out the next one.
      await shop.rows('update sessions set revoked_at = null');
      await shop.rows('update customers set disabled_at = null');
    }),
    { numRuns: 700, endOnFailure: true },
  );
});

const merged = ({ allOf = [], ...schema }: Schema): Schema => Object.assign({}, ...allOf, schema);

const mapped = <From, To>(record: Record<string, From>, change: (from: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
