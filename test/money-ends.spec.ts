import { describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { type Placed, type Row, sumOf, units, useDesk } from './support/desk.js';
import { eventually } from './support/payments.js';
import { Shop, useShop } from './support/shop.js';

const shop = useShop();
const desk = useDesk(shop);
const { placed, paid, refund, credit, ship, deliver, end, giveBack, received, ledgerOf, stateOf, books } = desk;
const { invoiced, expectEnd } = desk;

const cups = (quantity: number): Row => ['Cup', 500, 2_300, quantity];
const book: Row = ['Book', 1_050, 500, 1];
const lamp: Row = ['Lamp', 12_300, 2_300, 1];
const cashFor = (quantity: number) => placed([cups(quantity)], { payment: 'cash', method: desk.express });
const one = ({ lines: [line] }: Placed) => [units(line, 1)];
const refused = { cause: 'refused', resolution: 'refund' };

describe('cash for a parcel that was lost and sent again', () => {
  /** The first parcel is lost. */
  async function sentAgain(quantity: number, first = 1): Promise<Placed> {
    const made = await cashFor(quantity);
    await end(await ship(made, [units(made.lines[0], first)]), 'lost', { resolution: 'reship' });
    return made;
  }

  it('is collected with it, by an invoice of its own', async () => {
    const made = await sentAgain(2);
    expect(await invoiced(made)).toBe(0);
    const again = await ship(made, one(made));
    const other = await ship(made);
    await deliver(again);
    expect(await ledgerOf(made)).toEqual([1_700]);
    await deliver(other);
    expect(await ledgerOf(made)).toEqual([1_700, 500]);
    await expectEnd(made, 2_200, 'delivered');
    expect(await stateOf(made)).toMatchObject({ paid: true });
  });

  it('is kept when the other parcel is refused', async () => {
    const made = await sentAgain(2);
    const again = await ship(made, one(made));
    const other = await ship(made);
    await deliver(again);
    await end(other, 'returned', refused);
    await expectEnd(made, 1_700, 'delivered');
    expect(await stateOf(made)).toMatchObject({ paid: true });
  });

  it('is collected for what arrived when a part of it is refused', async () => {
    const made = await sentAgain(2, 2);
    const again = await ship(made, one(made));
    const other = await ship(made);
    await deliver(again);
    expect(await ledgerOf(made)).toEqual([1_700]);
    await end(other, 'returned', refused);
    await expectEnd(made, 1_700, 'delivered');
  });

  it('is kept when the rest is canceled', async () => {
    const made = await sentAgain(2);
    await deliver(await ship(made, one(made)));
    expect((await desk.cancelUnits(made, one(made))).status).toBe(201);
    await expectEnd(made, 1_700, 'delivered');
  });

  it('goes back when its units do', async () => {
    const made = await sentAgain(2);
    const again = await ship(made, one(made));
    const other = await ship(made);
    await deliver(again);
    expect(await giveBack(made, one(made))).toBe('5.00');
    await deliver(other);
    await expectEnd(made, 1_700, 'delivered');
  });

  it('keeps what was granted while it was on its way', async () => {
    const made = await cashFor(2);
    const lost = await ship(made);
    expect((await credit(made, { amount: '2.20' })).status).toBe(201);
    await end(lost, 'lost', { resolution: 'reship' });
    await deliver(await ship(made));
    await expectEnd(made, 1_980, 'delivered');
  });

  it('is paid for what the shop keeps of a return', async () => {
    const made = await sentAgain(2, 2);
    const [first, second] = [await ship(made, one(made)), await ship(made)];
    await deliver(first);
    expect(await giveBack(made, one(made), { amount: '0' })).toBe('0.00');
    await end(second, 'returned', refused);
    await expectEnd(made, 1_700, 'returned');
    expect(await stateOf(made)).toMatchObject({ paid: true });
  });
});

describe('cash that nobody has handed over', () => {
  it('is not booked for the shipping of a lost parcel', async () => {
    const made = await cashFor(2);
    const [first, second] = [await ship(made, one(made)), await ship(made)];
    await end(first, 'lost', { resolution: 'refund' });
    expect(await ledgerOf(made)).toEqual([]);
    await end(second, 'returned', refused);
    expect(await ledgerOf(made)).toEqual([]);
    await expectEnd(made, 0, 'returned');
  });

  it('is not booked for the shipping of units that are credited on their way', async () => {
    const made = await placed([cups(1), book], { payment: 'cash', method: desk.express });
    const first = await ship(made, one(made));
    expect((await credit(made, { lines: one(made) })).status).toBe(201);
    expect(await ledgerOf(made)).toEqual([]);
    await deliver(first);
    await deliver(await ship(made));
    await expectEnd(made, 2_250, 'delivered');
  });
});

describe('a return', () => {
  it.each([
    ['0', 1_000],
    ['2.50', 750],
  ])('that is refunded with %s leaves the next unit to be invoiced', async (amount, owed) => {
    const made = await placed([cups(2)], { payment: 'cash' });
    await deliver(await ship(made, one(made)));
    await giveBack(made, one(made), { amount });
    await deliver(await ship(made));
    await expectEnd(made, owed, 'delivered');
  });

  it('that is refunded with nothing leaves its units to be refunded', async () => {
    const made = await paid([cups(2)]);
    await deliver(await ship(made));
    expect(await giveBack(made, [units(made.lines[0], 2)], { amount: '0' })).toBe('0.00');
    expect((await refund(made)).body.amount).toBe('10.00');
    await expectEnd(made, 0, 'returned');
  });

  it('that is refunded with more takes it from the parcels that were paid', async () => {
    const made = await placed([cups(2), ['Lamp', 1_000, 500, 1]], { payment: 'cash' });
    await deliver(await ship(made, [units(made.lines[0], 2)]));
    const other = await ship(made);
    expect(await giveBack(made, one(made), { amount: '7.00' })).toBe('7.00');
    await books(made, [1_000, -700]);
    await deliver(other);
    await expectEnd(made, 1_300, 'delivered');
  });

  it('gives no shipping back while another one may be refused', async () => {
    const made = await paid([book, lamp], { method: desk.express });
    await deliver(await ship(made));
    const first = await received(made, [units(made.lines[0], 1)]);
    const second = await received(made, [units(made.lines[1], 1)]);
    expect((await first('refunded')).body['amount']).toBe('10.50');
    expect((await second('refused', { reason: 'it was worn' })).status).toBe(200);
    await expectEnd(made, 13_500, 'delivered');
  });
});

describe('at the provider', () => {
  const paymentOf = async ({ order }: Placed) =>
    String(
      (
        await shop.rows(
          `select uuid from payments where order_id = (select id from orders where uuid = ?) and status = 'captured'`,
          [order],
        )
      )[0]?.['uuid'],
    );
  const atMock = async (path: string, body = {}) =>
    expect((await shop.post(`/api/payments/mock/${path}`, { body })).status).toBe(200);
  const refundsOf = (payment: string) =>
    shop.rows<{ status: string; amount: number }>(
      `select status, amount::int from refunds where payment_id = (select id from payments where uuid = ?) order by id`,
      [payment],
    );
  const refundsBecome = (payment: string, refunds: string[]) =>
    eventually(
      async () => (await refundsOf(payment)).map(({ status, amount }) => `${status} ${amount}`),
      (rows) => rows.join() === refunds.join(),
    );

  describe('a refund of the dashboard that is pending', () => {
    const pendingByHand = async (row: Row, amount: string): Promise<[Placed, string]> => {
      const made = await paid([row], { token: 'tok_refund_pending' });
      const payment = await paymentOf(made);
      await atMock(`refund/${payment}`, { amount });
      await eventually(
        () => refundsOf(payment),
        ({ length }) => length === 1,
      );
      return [made, payment];
    };
    const finish = async (payment: string, refunds: string[]) => {
      for (let turn = 0; turn < refunds.length; turn++) {
        await eventually(
          () => shop.rows(`select from mock_refunds where charge = ? and status = 'pending'`, [payment]),
          ({ length }) => length === refunds.length - turn,
        );
        await atMock(`refund/${payment}/done`);
      }
      await refundsBecome(payment, refunds);
    };

    it('takes nothing from what the shop refunds', async () => {
      const [made, payment] = await pendingByHand(['Cup', 1_000, 2_300, 1], '2.00');
      expect((await refund(made, { amount: '3.00' })).body.amount).toBe('3.00');
      await finish(payment, ['done 200', 'done 300']);
      await expectEnd(made, 500, 'paid');
    });

    it('nor from units that are canceled', async () => {
      const [made, payment] = await pendingByHand(['Cup', 1_000, 2_300, 2], '10.00');
      expect((await desk.cancelUnits(made, one(made))).status).toBe(201);
      await finish(payment, ['done 1000', 'done 1000']);
      await expectEnd(made, 0, 'paid');
    });
  });

  describe('a refund that has failed', () => {
    const failed = async (amount: string): Promise<[Placed, string]> => {
      const made = await paid([['Cup', 600, 2_300, 1]], { token: 'tok_refund_fails' });
      const payment = await paymentOf(made);
      await refund(made, { amount });
      await eventually(
        () => refundsOf(payment),
        ([row]) => row?.status === 'failed',
      );
      return [made, payment];
    };

    it('may be repaid in the dashboard', async () => {
      const [made, payment] = await failed('2.00');
      await atMock(`refund/${payment}`, { amount: '2.00' });
      await refundsBecome(payment, ['canceled 200', 'done 200']);
      await expectEnd(made, 400, 'paid');
    });

    it('may be repaid in parts', async () => {
      const [made, payment] = await failed('5.00');
      await atMock(`refund/${payment}`, { amount: '2.00' });
      await refundsBecome(payment, ['failed 300', 'done 200']);
      await atMock(`refund/${payment}`, { amount: '3.00' });
      await refundsBecome(payment, ['canceled 300', 'done 200', 'done 300']);
      await expectEnd(made, 100, 'paid');
    });

    it('may be repaid with more', async () => {
      const [made, payment] = await failed('2.00');
      await refund(made, { amount: '3.00' });
      await refundsBecome(payment, ['failed 200', 'failed 300']);
      await atMock(`refund/${payment}`, { amount: '5.50' });
      await refundsBecome(payment, ['canceled 200', 'canceled 300', 'done 550']);
      await expectEnd(made, 50, 'paid');
    });
  });

  describe('a dispute that is won', () => {
    const cancel = ({ order }: Placed) =>
      shop.put(`/api/admin/orders/${order}/status`, { ...desk.support, body: { status: 'canceled' } });

    it('gives back what was credited meanwhile', async () => {
      const made = await paid([['Cup', 600, 2_300, 1]]);
      const payment = await paymentOf(made);
      await atMock(`dispute/${payment}`, { amount: '2.00' });
      await books(made, [600, -200]);
      await cancel(made);
      await books(made, [600, -200, -400]);
      await atMock(`dispute/${payment}/won`);
      await books(made, [600, -200, -400, 200, -200]);
      await expectEnd(made, 0, 'canceled');
    });

    it('of all of it does so, too', async () => {
      const made = await paid([['Cup', 600, 2_300, 1]]);
      const payment = await paymentOf(made);
      await atMock(`dispute/${payment}`);
      await books(made, [600, -600]);
      await cancel(made);
      await eventually(
        () => invoiced(made),
        (sum) => sum === 0,
      );
      await atMock(`dispute/${payment}/won`);
      await books(made, [600, -600, 600, -600]);
      await expectEnd(made, 0, 'canceled');
    });

    it('leaves what is owed, and what a failed refund will bring', async () => {
      const made = await paid([['Cup', 600, 2_300, 1]], { token: 'tok_refund_fails' });
      const payment = await paymentOf(made);
      await refund(made, { amount: '1.00' });
      await refundsBecome(payment, ['failed 100']);
      await atMock(`dispute/${payment}`, { amount: '2.00' });
      await books(made, [600, -200]);
      await atMock(`dispute/${payment}/won`);
      await books(made, [600, -200, 200]);
      expect(sumOf((await refundsOf(payment)).map(({ amount }) => amount))).toBe(100);
    });
  });
});

it('an order whose units cost nothing is shipped after its shipping was refunded', async () => {
  const manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
  await shop.post('/api/admin/coupons', { ...manager, body: { code: 'GIFT', percent: 10_000 } });
  const made = await paid([cups(1)], { method: desk.express, coupon: 'GIFT' });
  await refund(made);
  await books(made, [1_200, -1_200]);
  await deliver(await ship(made));
  await expectEnd(made, 0, 'delivered');
});

it('a refund is retried, and recorded, in the currency of its order', async () => {
  const before = new Shop();
  await before.start({ CURRENCY: 'KWD' });
  const signedIn = async (role: 'support' | 'customer') => ({ token: (await aCustomer(before, role)).token });
  const [who, staff] = [await signedIn('customer'), await signedIn('support')];
  const { uuid: product } = await aProduct(before, { price: 10_000 });
  await before.post('/api/bucket', { ...who, body: { product, quantity: 1 } });
  const order = String((await before.post('/api/orders', { ...who, body: { payment: 'card' } })).body['order_uuid']);
  await before.post(`/api/orders/${order}/payments`, { ...who, body: { token: 'tok_refund_fails' } });
  const refunds = `/api/admin/orders/${order}/refunds`;
  const { body } = await before.post<{ refund_uuid: string }>(refunds, { ...staff, body: { amount: '1.500' } });
  await eventually(
    () => before.rows('select status from refunds where uuid = ?', [body.refund_uuid]),
    ([row]) => row?.['status'] === 'failed',
  );
  await before.stop();
  const after = new Shop();
  await after.start({ CURRENCY: 'EUR', DATABASE_URL: before.databaseUrl });
  await after.post(`/api/admin/refunds/${body.refund_uuid}/retry`, staff);
  const trail = await auditTrail(after, `order/${order}`);
  await after.stop();
  expect(trail.at(-1)).toMatchObject({ action: 'refund.retry', changes: { amount: '1.500' } });
});
