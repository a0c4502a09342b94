import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { seedDemoShop } from '../src/seeders/demo-shop.seeder.js';
import { validator } from './support/answers.js';
import { type Answer, useShop } from './support/shop.js';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  example?: string | number;
  schema: { example?: string | number };
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { example?: object }> };
}

interface Call extends Operation {
  document: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
}

const documents = globSync('openapi/*.json').map((file) => basename(file, '.json'));
const documentOf = (name: string) =>
  JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8')) as { paths: Record<string, Record<string, Operation>> };

const calls = documents.flatMap((document): Call[] => {
  return Object.entries(documentOf(document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      document,
      method: method.toUpperCase() as 'GET',
      path,
    })),
  );
});
const withBody = calls.filter(({ requestBody }) => requestBody?.content['application/json']);
const nameOf = ({ document, method, path }: Call) => `${document}: ${method} ${path}`;

type Body = Record<string, unknown>;
const unknownUuid = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11';

const shop = useShop();
beforeAll(async () => void (await seedDemoShop(shop.app)));

describe('examples: what Swagger’s page fills in', () => {
  it('filters no list', () => {
    const filled = calls.flatMap((call) =>
      (call.parameters ?? [])
        .filter(({ in: where, required }) => where !== 'path' && !required)
        .filter(({ example, schema }) => (example ?? schema.example) !== undefined)
        .map(({ name }) => `${nameOf(call)} ${name}`),
    );
    expect(filled).toEqual([]);
  });

  it('is a whole body for each operation that takes one', () => {
    const without = withBody.filter(({ requestBody }) => !requestBody?.content['application/json']?.example);
    expect(without.map(nameOf)).toEqual([]);
  });

  it('is what the schema of the body allows', () => {
    const ajv = validator();
    for (const document of documents) ajv.addSchema(documentOf(document), document);
    const at = (...parts: string[]) => parts.map((part) => encodeURIComponent(part.replaceAll('/', '~1'))).join('/');
    const problems = withBody.flatMap((call) => {
      const { document, path, method, requestBody } = call;
      const schema = at('paths', path, method.toLowerCase(), 'requestBody', 'content', 'application/json', 'schema');
      const example = requestBody?.content['application/json']?.example;
      return ajv.validate({ $ref: `${document}#/${schema}` }, example) ? [] : `${nameOf(call)}: ${ajv.errorsText()}`;
    });
    expect(problems).toEqual([]);
  });

  it('can be sent, one after the other, in the demo shop', async () => {
    const tokens = { shop: await signIn('maxm'), admin: await signIn('admin') };
    const order = ['shop', 'admin', 'customer-v1', 'simple-cart', 'web-store'];
    const inOrder = withBody
      .filter((call) => nameOf(call) !== last)
      .toSorted((a, b) => order.indexOf(a.document) - order.indexOf(b.document));
    const refused: Record<string, unknown> = {};
    for (const call of [...inOrder, ...withBody.filter((each) => nameOf(each) === last)]) {
      const { status, body } = await send(call, call.document === 'admin' ? tokens.admin : tokens.shop);
      const results = body['results'] as { error?: { code: number } }[] | undefined;
      const code = body['code'] ?? results?.[0]?.error?.code ?? status;
      if (status >= 300 || results?.[0]?.error) refused[nameOf(call)] = code;
    }
    expect(refused).toEqual(needsMore);
  });
});

/** Ends every other session, and gives the account of the examples another password. */
const last = 'shop: PUT /api/profile/{customer_uuid}/setpassword';

/** What takes a secret or an id that nobody but its user knows, or another state of the shop. */
const needsMore: Record<string, unknown> = {
  // A token from a mail, an app or an answer that is shown once.
  'shop: POST /api/refresh': 3004,
  'admin: POST /api/refresh': 3004,
  'web-store: POST /api/jwt/refresh/': 'token_not_valid',
  'shop: POST /api/password/reset': 3008,
  'shop: POST /api/email/confirm': 3023,
  'shop: POST /api/email/undo': 3023,
  'shop: POST /api/staff-invitations/accept': 2033,
  'shop: POST /api/support/t/{token}/messages': 1300,
  'admin: PUT /api/admin/me/second-factor': 3013,
  'admin: DELETE /api/admin/me/second-factor': 3014,
  'shop: POST /api/payments/webhooks/{provider}': 1064,
  'shop: POST /api/payments/mock/refund/{payment_uuid}': 1060,
  'shop: POST /api/payments/mock/dispute/{payment_uuid}': 1060,
  // An order, a line or a parcel of one's own.
  'shop: POST /api/store/ratings': 1001,
  'shop: POST /api/orders/{order_uuid}/cancellations': 1103,
  'admin: POST /api/admin/orders/bulk/tag': 1001,
  'admin: POST /api/admin/orders/bulk/untag': 1001,
  'admin: POST /api/admin/orders/bulk/ship': 1001,
  'admin: POST /api/admin/orders/bulk/print': 1072,
  'admin: PUT /api/admin/orders/{order_uuid}/shipments/{shipment_uuid}': 1104,
  'admin: PUT /api/admin/orders/{order_uuid}/shipments/{shipment_uuid}/lost': 1104,
  'admin: PUT /api/admin/orders/{order_uuid}/shipments/{shipment_uuid}/returned': 1104,
  'admin: PUT /api/admin/returns/{uuid}/refused': 1108,
  'admin: PUT /api/admin/returns/{uuid}/received': 1108,
  'admin: PUT /api/admin/returns/{uuid}/refunded': 1108,
  // A review that waits for approval.
  'admin: PUT /api/admin/reviews/{uuid}/approved': 1203,
  // Another state of the order, which is paid by then and canceled later, of the account or of the product.
  'shop: PUT /api/orders/{order_uuid}/payment': 1061,
  'shop: POST /api/orders/{order_uuid}/returns': 1106,
  'admin: POST /api/admin/orders/{order_uuid}/credits': 1058,
  'admin: POST /api/admin/orders/{order_uuid}/returns': 1106,
  'admin: POST /api/admin/orders/{order_uuid}/shipments': 1101,
  'shop: DELETE /api/profile': 2010,
  'shop: POST /api/products/{uuid}/notify': 1240,
  // Its email has just been changed, by another example.
  'admin: PUT /api/admin/customers/{uuid}/role': 2034,
};

const signIn = async (username: string) =>
  String((await shop.post('/api/login', { body: { username, password: 'magazin-demo' } })).body['access']);

const latest = (table: string, where = 'true') =>
  `select uuid as id from ${table} where ${where} order by id desc limit 1`;
const max = `customer_id = (select id from customers where username = 'maxm')`;

/** What its user would copy from an earlier answer, by the beginning of the address. */
const copied: Record<string, string> = {
  '/api/profile/addresses/{uuid}': latest('addresses', max),
  '/api/profile/{customer_uuid}': latest('customers', `username = 'maxm'`),
  '/api/bucket/{bucket_uuid}': latest('bucket_lines'),
  '/api/orders/{order_uuid}': latest('orders', max),
  '/api/reviews/{review_uuid}': latest('reviews', max),
  '/api/support/tickets/{ticket_uuid}': latest('tickets', max),
  '/api/admin/categories/{uuid}': latest('categories'),
  '/api/admin/brands/{uuid}': latest('brands'),
  '/api/admin/coupons/{uuid}': latest('coupons'),
  '/api/admin/shipping-methods/{uuid}': latest('shipping_methods'),
  '/api/admin/staff/{uuid}': latest('customers', `username = 'manager'`),
  '/api/admin/customers/{uuid}': latest('customers', `username = 'anakin'`),
  '/api/admin/orders/{order_uuid}': latest('orders', max),
  '/api/admin/support/tickets/{ticket_uuid}': latest('tickets'),
  '/api/admin/support/canned-answers/{uuid}': latest('canned_answers'),
  '/api/admin/reviews/{uuid}': latest('reviews'),
  '/api/admin/store-ratings/{uuid}': latest('store_ratings'),
  '/cart/{id}': 'select id from bucket_lines order by id desc limit 1',
};

async function send({ method, path, parameters = [], requestBody }: Call, token: string): Promise<Answer<Body>> {
  const [, query] = Object.entries(copied).find(([start]) => path.startsWith(start)) ?? [];
  const id = query && (await shop.rows<{ id: string }>(query))[0]?.id;
  const filled = parameters.map(({ name, in: where, required, example, schema }) => {
    const value = example ?? schema.example ?? (where === 'path' ? (id ?? unknownUuid) : undefined);
    return { name, where, value: String(value), sent: where === 'path' || required };
  });
  const url = filled.reduce((before, { name, value }) => before.replace(`{${name}}`, value), path);
  const headers = filled
    .filter(({ where, sent }) => where === 'header' && sent)
    .map(({ name, value }) => [name, value]);
  const body = requestBody?.content['application/json']?.example;
  return shop.ask(method, url, { token, headers: Object.fromEntries(headers), body });
}
