import { describe, expect, it } from 'vitest';
import { StillRunning } from '../src/common/http/request.errors.js';
import { IdempotencyService } from '../src/idempotency/idempotency.service.js';
import { aCustomer, aProduct } from './factories/index.js';
import { useShop } from './support/shop.js';

const shop = useShop();

describe('idempotency: an Idempotency-Key', () => {
  it('is kept for 24 hours, and then starts a new order', async () => {
    const { token } = await aCustomer(shop);
    const product = await aProduct(shop, { stock: 10 });
    const fillBucket = () => shop.post('/api/bucket', { token, body: { product: product.uuid, quantity: 1 } });
    const order = async () => {
      const headers = { 'idempotency-key': 'one-purchase' };
      const { status, body } = await shop.post('/api/orders', { token, headers, body: { payment: 'cash' } });
      return [status, body['order_uuid']];
    };
    const keptFor = (age: string) => shop.rows(`update idempotency_keys set created_at = now() - interval '${age}'`);
    const stock = () => shop.rows('select stock from products where id = ?', [product.id]);

    await fillBucket();
    const first = await order();
    expect(first).toEqual([201, expect.any(String)]);
    await fillBucket();
    await keptFor('23 hours 59 minutes');
    expect(await order()).toEqual(first);
    expect(await stock()).toEqual([{ stock: 9 }]);

    await keptFor('24 hours 1 second');
    const second = await order();
    expect(second).toEqual([201, expect.any(String)]);
    expect(second).not.toEqual(first);
    expect(await stock()).toEqual([{ stock: 8 }]);
    expect(await order()).toEqual(second);
  });

  it('that got its answer from another request meanwhile, changes nothing', async () => {
    const { uuid } = await aCustomer(shop);
    const [{ id } = { id: 0 }] = await shop.rows<{ id: number }>('select id from customers where uuid = ?', [uuid]);
    const request = { customer: id, key: 'twice', route: 'refund', body: {} };
    const refund = shop.app.get(IdempotencyService).transaction(request, async (em) => {
      await em.execute('update customers set username = username || ? where id = ?', [' refunded', id]);
      await shop.rows(
        `insert into idempotency_keys (customer_id, key, request_hash, answer) values (?, 'twice', '', '{}')`,
        [id],
      );
      return {};
    });
    await expect(refund).rejects.toBeInstanceOf(StillRunning);
    expect(await shop.rows(`select from customers where username like '% refunded'`)).toEqual([]);
  });
});
