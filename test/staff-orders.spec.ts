import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { paidOrder } from './support/deliveries.js';
import { planOf, statementsOf } from './support/statements.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();
let [admin, buyer] = [] as unknown as [SignedIn, SignedIn];
let [staff, who] = [] as unknown as [Ask, Ask];
beforeAll(async () => {
  [admin, buyer] = [await aCustomer(shop, 'admin'), await aCustomer(shop)];
  [staff, who] = [{ token: admin.token }, { token: buyer.token }];
});

const anOrder = async () => paidOrder(shop, who, [await aProduct(shop)]);
const at = (order: string, path = '') => `/api/admin/orders/${order}${path}`;
const fifty = <Result>(work: (at: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: 50 }, (_, index) => work(index)));
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status);

describe('notes on an order', () => {
  interface Note {
    note_uuid: string;
    author: { uuid: string; username: string };
    text: string;
  }
  const notesOf = async (order: string) =>
    (await shop.get<{ count: number; results: Note[] }>(at(order, '/notes'), staff)).body;
  const write = (order: string, text: string, headers = {}) =>
    shop.post<Note>(at(order, '/notes'), { ...staff, body: { text }, headers });

  it('are written in canonical form by staff, listed and removed, and shown in the timeline', async () => {
    const order = await anOrder();
    const { status, body } = await write(order, '  Called.\r\nWants it cafe\u0301-brown ');
    expect(status).toBe(201);
    expect(body).toMatchObject({
      author: { uuid: admin.uuid, username: admin.username },
      text: 'Called.\nWants it caf\u00e9-brown',
    });
    expect(await notesOf(order)).toMatchObject({ count: 1, results: [body] });
    const timeline = await shop.get<{ results: { action: string; changes: object }[] }>(at(order, '/timeline'), staff);
    expect(timeline.body.results.find(({ action }) => action === 'order.note')).toMatchObject({
      actor: { username: admin.username },
      changes: { to: { note: body.text } },
    });
    const other = await anOrder();
    expect((await shop.delete(at(other, `/notes/${body.note_uuid}`), staff)).status).toBe(404);
    expect((await shop.delete(at(order, `/notes/${body.note_uuid}`), staff)).status).toBe(204);
    expect((await notesOf(order)).count).toBe(0);
  });

  it.each([
    ['blank', ' \n\t'],
    ['too long', 'x'.repeat(2_001)],
    ['control characters', 'a\u0007b'],
    ['invisible', 'a\u202eb'],
  ])('are refused where they are %s', async (_, text) => {
    const order = await anOrder();
    expect((await write(order, text)).status).toBe(400);
    expect((await notesOf(order)).count).toBe(0);
  });

  it('are all kept when fifty are written at once, and one where fifty have one key', async () => {
    const order = await anOrder();
    await fifty((index) => write(order, `Note ${index}`));
    expect((await notesOf(order)).count).toBe(50);
    await fifty(() => write(order, 'Once', { 'idempotency-key': 'once' }));
    expect((await notesOf(order)).count).toBe(51);
  });

  it('are no business of the customer', async () => {
    const order = await anOrder();
    await write(order, 'Suspicious');
    const own = await shop.get<string>(`/api/orders/${order}`, who);
    expect(JSON.stringify(own.body)).not.toMatch(/Suspicious|"tags"|"notes"/);
    expect((await shop.get(at(order, '/notes'), who)).status).toBe(403);
  });
});

describe('tags of an order', () => {
  interface Row {
    order_uuid: string;
    tags: string[];
  }
  const tag = (order: string, word: string) =>
    shop.put<{ tags: string[] }>(at(order, `/tags/${encodeURIComponent(word)}`), staff);
  const found = async (word: string) =>
    (await shop.get<{ count: number; results: Row[] }>(`/api/admin/orders?tag=${encodeURIComponent(word)}`, staff))
      .body;

  it('are stored once in lower case, and found, counted and removed by any spelling', async () => {
    const [one, other] = [await anOrder(), await anOrder()];
    for (const word of ['Geschenk', 'GESCHENK', ' geschenk ']) expect((await tag(one, word)).status).toBe(200);
    expect((await tag(one, 'e-bike')).body).toEqual({ tags: ['e-bike', 'geschenk'] });
    await tag(other, 'geschenk');
    expect(await found('Geschenk')).toMatchObject({
      count: 2,
      results: [
        { order_uuid: other, tags: ['geschenk'] },
        { order_uuid: one, tags: ['e-bike', 'geschenk'] },
      ],
    });
    expect((await shop.get(at(one), staff)).body['tags']).toEqual(['e-bike', 'geschenk']);
    const counts = await shop.get<{ results: object[] }>('/api/admin/order-tags', staff);
    expect(counts.body.results.slice(0, 2)).toEqual([
      { tag: 'geschenk', orders: 2 },
      { tag: 'e-bike', orders: 1 },
    ]);
    expect((await shop.delete(at(one, '/tags/GESCHENK'), staff)).body).toEqual({ tags: ['e-bike'] });
    expect((await found('geschenk')).count).toBe(1);
    expect((await auditTrail(shop, `order/${one}`)).map(({ action }) => action).filter((a) => /tag/.test(a))).toEqual([
      'order.tag',
      'order.tag',
      'order.untag',
    ]);
  });

  it('are ten at most, also when fifty are added at once', async () => {
    const order = await anOrder();
    const answers = await fifty((index) => tag(order, `tag-${index}`));
    expect(statuses(answers).filter((status) => status === 200)).toHaveLength(10);
    expect(answers.filter(({ body }) => (body as unknown as { code: number }).code === 1092)).toHaveLength(40);
    expect(
      await shop.rows('select tag from order_tags join orders on orders.id = order_id where uuid = ?', [order]),
    ).toHaveLength(10);
  });

  it.each(['two words', '-', 'a--b', 'x'.repeat(31), 'a\u200bb', 'a,b'])(
    'are refused where they are no word: %j',
    async (word) => {
      const order = await anOrder();
      expect((await tag(order, word)).body).toMatchObject({ code: 4000 });
      expect((await shop.get(`/api/admin/orders?tag=${encodeURIComponent(word)}`, staff)).status).toBe(400);
    },
  );

  it('are found by an index', async () => {
    await shop.rows(
      `insert into order_tags (order_id, tag) select id, 'bulk' || n from orders, generate_series(1, 2000) n`,
    );
    await shop.rows('analyze order_tags, orders');
    const [list] = (await statementsOf(() => found('bulk7'))).filter(
      ({ text }) => /order_tags/.test(text) && /limit/.test(text),
    );
    if (!list) throw new Error('no statement');
    expect(await planOf(shop, list)).toContain('order_tags_of_tag');
    await shop.rows(`delete from order_tags where tag like 'bulk%'`);
  });
});
