import SwaggerParser from '@apidevtools/swagger-parser';
import { lint, loadConfig } from '@redocly/openapi-core';
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shopErrors } from '../src/common/http/shop-error.js';
import { useShop } from './support/shop.js';

const shop = useShop();

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: unknown;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  enum?: unknown[];
  example?: unknown;
  default?: unknown;
  required?: string[];
}

interface Content {
  content?: Record<string, { schema?: Schema; examples?: Record<string, { value: { code: number } }> }>;
}

interface Operation {
  summary?: string;
  security?: object[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

const own = ['shop', 'admin'];
const names = [...own, ...globSync('src/contracts/*').map((folder) => basename(folder))];
const committed = (path: string) => readFileSync(path, 'utf8');
const route = (method: string, path: string) => `${method.toUpperCase()} ${path}`;

let operations: [string, Operation][];
beforeAll(async () => (operations = await operationsOf(names)));

async function operationsOf(which: string[]): Promise<[string, Operation][]> {
  const documents = await Promise.all(which.map((name) => SwaggerParser.dereference(`openapi/${name}.json`)));
  return documents.flatMap(({ paths }) =>
    Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [route(method, path), operation]),
    ),
  );
}

describe('OpenAPI documents: committed files', () => {
  it('match the code', () => {
    // From the build, because the Swagger plugin reads the comments of the DTOs there.
    const script = `console.log(JSON.stringify(await (await import('./dist/bootstrap/documents.js')).documents()))`;
    const generated: Record<string, string> = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
    );
    expect(Object.keys(generated)).toEqual(expect.arrayContaining(names.map((name) => `openapi/${name}.json`)));
    for (const [path, text] of Object.entries(generated))
      expect(committed(path) === text, `${path} is out of date: npm run documents`).toBe(true);
  });

  it.each(names)('are valid OpenAPI: %s', async (name) => {
    const { info } = await SwaggerParser.validate(`openapi/${name}.json`);
    expect(info.title).toBe(`Magazin: ${name}`);
  });

  it.each(names)('have no fault in Redocly’s eyes: %s', async (name) => {
    const config = await loadConfig({ configPath: 'redocly.yaml' });
    const problems = await lint({ ref: `openapi/${name}.json`, config });
    expect(problems.map(({ ruleId, message, location: [at] }) => `${ruleId}: ${message} ${at?.pointer}`)).toEqual([]);
  });

  it.each(names)('have no fault in Spectral’s eyes: %s', async (name) => {
    const linter = new spectral.Spectral();
    const { rules } = parse(committed('.spectral.yaml')) as { rules: Record<string, 'off'> };
    linter.setRuleset({ extends: [rulesets.oas as RulesetDefinition], rules });
    const problems = await linter.run(JSON.parse(committed(`openapi/${name}.json`)));
    expect(problems.map(({ code, message, path }) => `${code}: ${message} ${path.join('/')}`)).toEqual([]);
  });

  it('describe for every operation its purpose, its responses and its errors', () => {
    const problems = operations.flatMap(([name, { summary, responses }]) => {
      const [good, bad] = [of(responses, /^2/), of(responses, /^[45]/)];
      return [
        !summary && `${name} has no summary`,
        good.length === 0 && `${name} has no success`,
        good.some((content) => !content.every(({ schema }) => isReal(schema))) &&
          `${name} has a response without a schema`,
        good.some((content) => !content.every(({ schema }) => schema?.type === 'string' || showsExample(schema))) &&
          `${name} has a response without an example`,
        bad.length === 0 && `${name} has no error`,
        bad.some((content) => !content.every(({ examples }) => examples)) && `${name} has an error without an example`,
      ].filter((problem) => problem !== false);
    });
    expect(problems).toEqual([]);
  });

  it('require nothing that has a default', () => {
    const problems = names.flatMap((name) => {
      const { components } = JSON.parse(committed(`openapi/${name}.json`)) as {
        components: { schemas: Record<string, Schema> };
      };
      return Object.entries(components.schemas).flatMap(([schema, { required = [], properties = {} }]) =>
        required.filter((field) => properties[field]?.default !== undefined).map((field) => `${schema}.${field}`),
      );
    });
    expect(problems).toEqual([]);
  });

  it.each(names)('have patterns that every tool reads: %s', (name) => {
    const patterns = [...committed(`openapi/${name}.json`).matchAll(/"pattern": (".*")/g)].map(
      ([, text = '']) => JSON.parse(text) as string,
    );
    expect(patterns.filter((pattern) => /\\p\{|\(\?[=!<]/.test(pattern))).toEqual([]);
  });

  it('require a token exactly where the shop does', async () => {
    const documented: Record<string, boolean> = {};
    const actual: Record<string, boolean> = {};
    for (const [name, { security }] of operations) {
      const [method, path] = name.split(' ') as ['GET', string];
      const { status, body } = await shop.ask(
        method,
        path.replace(/\{\w+\}/g, '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11'),
        {
          headers: { 'X-Magazin-Dashboard': '1' },
        },
      );
      // `{}` among them: a token is optional.
      documented[name] = (security ?? []).length > 0 && !security?.some((each) => Object.keys(each).length === 0);
      actual[name] = body['code'] === 3002 || (status === 401 && !name.includes('/jwt/'));
    }
    expect(documented).toEqual(actual);
  });

  it('list every error, except those that belong to no endpoint', async () => {
    const documented = (await operationsOf(own)).flatMap(([, { responses }]) =>
      of(responses, /^[45]/).flatMap((content) =>
        content.flatMap(({ examples = {} }) => Object.values(examples).map(({ value }) => value.code)),
      ),
    );
    const missing = shopErrors().filter(({ code }) => !documented.includes(code));
    expect([4004, 4005, 4013, 4015, 5004]).toEqual(expect.arrayContaining(missing.map(({ code }) => code)));
  });
});

describe('OpenAPI documents: a client generated from each', () => {
  const folder = mkdtempSync(join(tmpdir(), 'magazin-client-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(async () => {
    // The dashboard, which compiles with admin's, is the client of that one.
    for (const name of names.filter((each) => each !== 'admin')) {
      const types = await openapiTS(new URL(`../openapi/${name}.json`, import.meta.url));
      writeFileSync(join(folder, `${name}.ts`), astToString(types));
    }
  });

  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ['lib.es2024.d.ts'] };
  let program: ts.Program | undefined;
  const diagnosticsOf = (code: string): string[] => {
    const path = join(folder, 'client.ts');
    writeFileSync(path, `${preamble}\n${code}`);
    program = ts.createProgram([path], { ...options, module: ts.ModuleKind.ESNext }, undefined, program);
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  };

  const preamble = `
    import type { paths } from './shop';
    import type { paths as customerV1 } from './customer-v1';
    import type { paths as simpleCart } from './simple-cart';
    import type { paths as webStore } from './web-store';
    type Json<Part> = Part extends { content: { 'application/json': infer Body } } ? Body : never;
    type Sent<Endpoint> = Endpoint extends { requestBody: infer Body } ? [Json<Body>] : [];
    type Answer<Endpoint> = Endpoint extends { responses: infer All } ? Json<All[keyof All & (200 | 201)]> : never;
    type ErrorBody<Endpoint> = Endpoint extends { responses: infer All } ? Json<All[keyof All & (400 | 404 | 409)]> : never;
    declare function ask<Endpoint>(...body: Sent<Endpoint>): Promise<Answer<Endpoint>>;
    declare function errorOf<Endpoint>(): ErrorBody<Endpoint>;
    const person = { username: 'anakin', email: 'a.skywalker@deathstar.im', password: 'onlydarkside' };
  `;

  it('compiles from registration to order', () => {
    const shopping = `
      export async function shopping(): Promise<string> {
        const { uuid } = await ask<paths['/api/register']['post']>(person);
        const { user, access, expires_in } = await ask<paths['/api/login']['post']>(person);
        const { count, next, results: [banana] } = await ask<paths['/api/products']['get']>();
        const line = await ask<paths['/api/bucket']['post']>({ product: banana!.uuid, quantity: count });
        const { total } = await ask<paths['/api/bucket/summary']['get']>();
        const order = await ask<paths['/api/orders']['post']>({ payment: 'cash', expected_total: total });
        const { products } = await ask<paths['/api/orders/{order_uuid}']['get']>();
        const paid: string | null = order.date_paid;
        const price: number = line.value + expires_in;
        const { code, message, details } = errorOf<paths['/api/orders']['post']>();
        const more = details === null ? '' : Array.isArray(details) ? details.length : details['total'];
        return [uuid, user, access, next, banana!.brand?.name, order.order_uuid, products[0]?.name, paid, price, code, message, more].join();
      }`;
    expect(diagnosticsOf(shopping)).toEqual([]);
  });

  it('compiles without what may be left out', () => {
    const leastBodies = `
      const address = { first_name: 'Max', address: 'Musterstr. 13', city: 'Musterstadt', country: 'DE' };
      export const order = ask<paths['/api/orders']['post']>({ payment: 'cash', shipping_address: address });
      const known = { last_name: 'M', address: 'Musterstr. 13', phone: '+4930901820' };
      export const registration = ask<customerV1['/api/v1/customer/registration/']['post']>({ ...person, ...known });
      export const unborn = ask<customerV1['/api/v1/customer/registration/']['post']>({ ...person, ...known, birthday: null });
      export const line = ask<customerV1['/api/v1/customer/shoppingcart']['post']>({ product_id: 1 });
      export const row = ask<simpleCart['/cart']['post']>({ ProductId: 1, amount: 2 });
      const token = '395bce87-0edd-4834-9063-a36311e2f81f';
      export const user = ask<webStore['/api/customer/registration/']['post']>({ ...person, token });`;
    expect(diagnosticsOf(leastBodies)).toEqual([]);
  });

  it.each([
    [
      'an unknown property',
      `export const x = ask<paths['/api/orders']['post']>({ payment: 'cash', currency: 'EUR' });`,
    ],
    ['a missing property', `export const x = ask<paths['/api/bucket']['post']>({ quantity: 1 });`],
    ['a wrong value', `export const x = ask<paths['/api/orders']['post']>({ payment: 'gold' });`],
    [
      'a property that is not returned',
      `export const x = ask<paths['/api/profile']['get']>().then((list) => list.results[0]?.password);`,
    ],
    [
      'a property that may be null',
      `export const x = ask<paths['/api/products']['get']>().then((list) => list.next.length);`,
    ],
  ])('fails to compile for %s', (_, code) => expect(diagnosticsOf(code)).toHaveLength(1));
});

describe('OpenAPI documents: served files', () => {
  it.each(names)('equal the committed ones: %s', async (name) => {
    const { status, body } = await shop.get<{ info: object; paths: object }>(`/docs/${name}/openapi.json`);
    const document = JSON.parse(committed(`openapi/${name}.json`));
    expect(status).toBe(200);
    expect(body.info).toEqual(document.info);
    expect(Object.keys(body.paths)).toEqual(Object.keys(document.paths));
  });

  it('are selectable on a page that its content security policy allows', async () => {
    const { status, headers, body } = await shop.get<string>('/docs');
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const scripts = [...body.matchAll(/<script[^>]*>/g)].map(([tag]) => /src="(\/[^"]+)"/.exec(tag)?.[1]);
    expect(scripts.length).toBeGreaterThan(0);
    // The content security policy blocks inline scripts.
    expect(scripts).not.toContain(undefined);
    for (const script of scripts) expect((await shop.get(script ?? '')).status).toBe(200);
    const started = await shop.get<string>(scripts.at(-1) ?? '');
    for (const name of names) expect(started.body).toContain(`"url":"/docs/${name}/openapi.json"`);
  });
});

const of = (responses: Record<string, Content>, status: RegExp) =>
  Object.entries(responses)
    .filter(([key]) => status.test(key))
    .map(([, { content = {} }]) => Object.values(content));

const whole = ({ allOf = [], ...schema }: Schema): Schema => Object.assign({}, ...allOf, schema);

const partsOf = (schema: Schema): Schema[] => {
  const { properties = {}, items } = whole(schema);
  return [...Object.values(properties), ...(items ? [items] : []), ...(schema.anyOf ?? [])];
};

/** Not just «an object»: down to its last field it says what it is. A tree is not followed into itself. */
const isReal = (schema: Schema = {}, above: Schema[] = []): boolean => {
  if (above.includes(schema)) return true;
  const { type: types = [], additionalProperties, example, oneOf, anyOf } = whole(schema);
  const either = oneOf ?? anyOf;
  if (either) return either.every((part) => isReal(part, [...above, schema]));
  const type = [types].flat()[0];
  // An object of any keys is shown by its example.
  if (additionalProperties && example !== undefined) return true;
  if (type !== 'object' && type !== 'array') return type !== undefined;
  const parts = partsOf(schema);
  return parts.length > 0 && parts.every((part) => isReal(part, [...above, schema]));
};

const showsExample = (schema: Schema = {}, above: Schema[] = []): boolean => {
  if (above.includes(schema)) return false;
  const { example, enum: options } = whole(schema);
  const own = example !== undefined || options !== undefined;
  return own || partsOf(schema).some((part) => showsExample(part, [...above, schema]));
};
