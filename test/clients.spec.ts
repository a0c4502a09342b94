import { createClient } from '@hey-api/openapi-ts';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { generate } from 'orval';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { listen } from './support/browser.js';
import { deliver, ship } from './support/deliveries.js';
import { useShop } from './support/shop.js';

const shop = useShop();
const document = resolve('openapi/shop.json');
const folder = mkdtempSync(join(tmpdir(), 'magazin-clients-'));
const file = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** What each generator writes of the document; hey-api's own runtime is beside it. */
const generated = {
  'openapi-typescript': ['openapi-typescript.ts'],
  orval: ['orval.ts'],
  'hey-api': ['hey-api/types.gen.ts', 'hey-api/sdk.gen.ts'],
};

beforeAll(async () => {
  writeFileSync(file('openapi-typescript.ts'), astToString(await openapiTS(pathToFileURL(document))));
  await generate({
    input: { target: document },
    output: { target: file('orval.ts'), client: 'fetch', mode: 'single' },
  });
  await createClient({
    input: document,
    output: file('hey-api'),
    plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
    logs: { level: 'silent', file: false },
  });
  writeFileSync(file('story.ts'), story);
});

describe('typed clients: generated from the shop’s document', () => {
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  };

  it('compile under strict, and a story of them too', () => {
    const program = ts.createProgram([...Object.values(generated).flat(), 'story.ts'].map(file), options);
    const faults = ts.getPreEmitDiagnostics(program);
    expect(faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
  });

  it.each(Object.entries(generated))('know of no any: %s', (_, files) => {
    const anys = files.flatMap((name) => {
      const source = ts.createSourceFile(name, readFileSync(file(name), 'utf8'), ts.ScriptTarget.ES2024);
      const found: string[] = [];
      const visit = (node: ts.Node): void => {
        if (node.kind === ts.SyntaxKind.AnyKeyword)
          found.push(`${name}:${source.getLineAndCharacterOfPosition(node.pos).line}`);
        ts.forEachChild(node, visit);
      };
      visit(source);
      return found;
    });
    expect(anys).toEqual([]);
  });

  it('drive a purchase from registration to return', async () => {
    await aProduct(shop, { name: 'Banana', stock: 2 });
    const staff = { token: (await aCustomer(shop, 'admin')).token };
    const { purchase } = (await import(file('story.ts'))) as { purchase: Purchase };
    const seen = await purchase(await listen(shop), async (order) => {
      const shipment = await ship(shop, staff, order);
      expect((await deliver(shop, staff, order, shipment)).status).toBe(200);
    });
    expect(seen).toEqual(['captured', 'delivered', 'requested', 1041]);
  });
});

type Purchase = (baseUrl: string, deliver: (order: string) => Promise<void>) => Promise<unknown[]>;

/** A front end, with the client of hey-api. */
const story = `
import { authLogin, authRegister, bucketAdd, orderDetail, orderPlace, paymentPay, productList, quoteSummary, returnRequest } from './hey-api';
import { client } from './hey-api/client.gen';

const person = { username: 'anakin', email: 'a.skywalker@deathstar.im', password: 'onlydarkside' };
const shipping_address = { first_name: 'Max', last_name: 'Mustermann', address: 'Musterstr. 13', post_code: '10000', city: 'Musterstadt', country: 'DE' };

export async function purchase(baseUrl: string, deliver: (order: string) => Promise<void>) {
  client.setConfig({ baseUrl });
  await authRegister({ body: person, throwOnError: true });
  const { data: tokens } = await authLogin({ body: { email: person.email, password: person.password }, throwOnError: true });
  client.setConfig({ auth: tokens.access });
  const { data: products } = await productList({ query: { search: 'banana', in_stock: true }, throwOnError: true });
  const [banana] = products.results;
  if (!banana) throw new Error('the shop has no bananas');
  const line = { product: banana.uuid, quantity: 1 };
  await bucketAdd({ body: line, throwOnError: true });
  const { error } = await bucketAdd({ body: line });
  const { data: summary } = await quoteSummary({ throwOnError: true });
  const body = { payment: 'card' as const, expected_total: summary.total, shipping_address };
  const { data: { order_uuid } } = await orderPlace({ body, throwOnError: true });
  const path = { order_uuid };
  const { data: payment } = await paymentPay({ path, body: { token: 'tok_success' }, throwOnError: true });
  await deliver(order_uuid);
  const { data: order } = await orderDetail({ path, throwOnError: true });
  const lines = order.products.map(({ order_product_uuid, quantity }) => ({ order_product_uuid, quantity }));
  const { data: sentBack } = await returnRequest({ path, body: { reason: 'too small', lines }, throwOnError: true });
  return [payment.status, order.status, sentBack.status, error?.code];
}
`;
