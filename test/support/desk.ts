import { beforeAll, expect } from 'vitest';
import { aCustomer, aProduct } from '../factories/index.js';
import { eventually } from './payments.js';
import { shippingAddress } from './purchase.js';
import type { Ask, Shop } from './shop.js';

export interface Placed {
  who: { token: string };
  order: string;
  number: string;
  lines: string[];
  products: { id: number }[];
}
export type Row = [name: string, price: number, tax_rate: number, quantity: number];
export interface Note {
  number: string;
  lines: { name: string; quantity: number; unit_price: string; total: string; tax_rate: number }[];
  shipping: string;
  discount: string;
  taxes: object[];
  gross: string;
  payment: { state: string };
}

export const sumOf = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

export const units = (order_product_uuid: string | undefined, quantity: number) => ({ order_product_uuid, quantity });

/** What customers and staff do to orders, and what became of them. Amounts are in minor units. */
export class Desk {
  support: Ask;
  /** A method at 12.00; the default is a free pick-up, the standard one costs 4.90. */
  express: string;

  constructor(private readonly shop: Shop) {}

  async open(): Promise<void> {
    this.support = { token: (await aCustomer(this.shop, 'support')).token };
    const manager = { token: (await aCustomer(this.shop, 'catalog_manager')).token };
    await this.shop.post('/api/admin/coupons', { ...manager, body: { code: 'TENTH', percent: 1_000 } });
    const method = (body: object) => this.shop.post('/api/admin/shipping-methods', { ...manager, body });
    await method({ name: 'Pick-up', price: '0', kind: 'pickup', is_default: true });
    await method({ name: 'Parcel', price: '4.90', tax_rate: 2_300 });
    this.express = String((await method({ name: 'Express', price: '12.00', tax_rate: 2_300 })).body['uuid']);
  }

  placed = async (rows: Row[], { payment = 'card', method = '', coupon = '' } = {}): Promise<Placed> => {
    const { token } = await aCustomer(this.shop);
    const who = { token };
    const products = [];
    for (const [name, price, tax_rate, quantity] of rows) {
      const product = await aProduct(this.shop, { name, price, tax_rate, stock: 100 });
      products.push(product);
      await this.shop.post('/api/bucket', { ...who, body: { product: product.uuid, quantity } });
    }
    if (coupon) await this.shop.post('/api/bucket/coupon', { ...who, body: { code: coupon } });
    const { body } = await this.shop.post<{ order_uuid: string; number: string }>('/api/orders', {
      ...who,
      body: { payment, shipping_address: shippingAddress, ...(method && { shipping_method: method }) },
    });
    const { order_uuid: order, number } = body;
    const detail = await this.shop.get<{ products: { order_product_uuid: string }[] }>(`/api/orders/${order}`, who);
    const lines = detail.body.products.map(({ order_product_uuid }) => order_product_uuid);
    return { who, order, number, lines, products };
  };

  pay = ({ who, order }: Placed, token = 'tok_success') =>
    this.shop.post(`/api/orders/${order}/payments`, { ...who, body: { token } });

  paid = async (rows: Row[], options: Parameters<Desk['placed']>[1] & { token?: string } = {}): Promise<Placed> => {
    const made = await this.placed(rows, options);
    expect((await this.pay(made, options.token)).body).toMatchObject({ status: 'captured' });
    return made;
  };

  refund = ({ order }: Placed, body = {}) =>
    this.shop.post<{ amount: string; code: number }>(`/api/admin/orders/${order}/refunds`, { ...this.support, body });

  credit = ({ order }: Placed, body = {}) =>
    this.shop.post<{ amount: string; credit_notes: string[]; refunds: object[] }>(
      `/api/admin/orders/${order}/credits`,
      {
        ...this.support,
        body,
      },
    );

  cancelUnits = ({ order }: Placed, lines: object[]) =>
    this.shop.post(`/api/admin/orders/${order}/cancellations`, { ...this.support, body: { lines } });

  /** @returns the address of the parcel */
  ship = async ({ order }: Placed, lines?: object[]): Promise<string> => {
    const url = `/api/admin/orders/${order}/shipments`;
    const { status, body } = await this.shop.post(url, { ...this.support, body: { carrier: 'DHL', lines } });
    expect(status).toBe(201);
    return `${url}/${String(body['shipment_uuid'])}`;
  };

  deliver = (parcel: string) => this.shop.put(`${parcel}/delivered`, this.support);

  /** A parcel that does not arrive. */
  end = async (parcel: string, verb: 'lost' | 'returned', body: object): Promise<void> => {
    expect((await this.shop.put(`${parcel}/${verb}`, { ...this.support, body })).status).toBe(200);
  };

  /** Requests and accepts a return, and receives it. @returns the next step */
  received = async ({ who, order }: Placed, lines: object[]) => {
    const asked = await this.shop.post<{ return_uuid: string }>(`/api/orders/${order}/returns`, {
      ...who,
      body: { reason: 'too bright', lines },
    });
    const step = (name: string, body = {}) =>
      this.shop.put(`/api/admin/returns/${asked.body.return_uuid}/${name}`, { ...this.support, body });
    await step('accepted');
    await step('received');
    return step;
  };

  /** The same, and refunds it. */
  giveBack = async (made: Placed, lines: object[], body = {}): Promise<string> =>
    String((await (await this.received(made, lines))('refunded', body)).body['amount']);

  ledgerOf = async ({ order }: Placed): Promise<number[]> =>
    (
      await this.shop.rows<{ amount: number }>(
        'select amount::int from payment_ledger where order_id = (select id from orders where uuid = ?) order by id',
        [order],
      )
    ).map(({ amount }) => amount);

  books = (made: Placed, entries: number[]): Promise<number[]> =>
    eventually(
      () => this.ledgerOf(made),
      (ledger) => ledger.join() === entries.join(),
    );

  stateOf = async ({ order }: Placed) =>
    (
      await this.shop.rows<{ status: string; paid: boolean; owed: number }>(
        'select status, paid_at is not null as paid, (total - credited)::int as owed from orders where uuid = ?',
        [order],
      )
    )[0];

  stockOf = async ({ products: [product] }: Placed) =>
    (await this.shop.rows<{ stock: number }>('select stock from products where id = ?', [product?.id]))[0]?.stock;

  /** Invoices less credit notes. */
  invoiced = async ({ order }: Placed): Promise<number> =>
    (
      await this.shop.rows<{ sum: number }>(
        `select coalesce(sum(case kind when 'invoice' then gross else -gross end), 0)::int as sum from invoices
         where order_id = (select id from orders where uuid = ?)`,
        [order],
      )
    )[0]?.sum ?? 0;

  /** The credit notes of an order, when there are so many. */
  notesOf = async ({ who, order }: Placed, count = 1): Promise<Note[]> => {
    const list = await eventually(
      async () =>
        (
          await this.shop.get<{ results: { number: string; kind: string }[] }>(`/api/orders/${order}/invoices`, who)
        ).body.results.filter(({ kind }) => kind === 'credit_note'),
      ({ length }) => length === count,
    );
    return Promise.all(
      list.map(
        async ({ number }) => (await this.shop.get<Note>(`/api/orders/${order}/credit-notes/${number}`, who)).body,
      ),
    );
  };

  /** What is credited is the same by the order, its lines and its credits. */
  expectAgreement = async ({ order }: Placed): Promise<void> => {
    const [row] = await this.shop.rows<Record<string, number>>(
      `select credited::int, shipping_credited::int + (select sum(credited)::int from order_lines where order_id = orders.id) as parts,
         (select coalesce(sum(amount), 0)::int from order_credits where order_id = orders.id) as credits,
         (select coalesce(sum(order_credit_lines.amount), 0)::int from order_credit_lines
            join order_credits on order_credits.id = credit_id where order_id = orders.id)
           + (select coalesce(sum(shipping), 0)::int from order_credits where order_id = orders.id) as lines
       from orders where uuid = ?`,
      [order],
    );
    expect(row).toEqual({
      credited: row?.['credited'],
      parts: row?.['credited'],
      credits: row?.['credited'],
      lines: row?.['credited'],
    });
  };

  /** What is owed, held and invoiced at the end. */
  expectEnd = async (made: Placed, owed: number, status: string): Promise<void> => {
    await eventually(
      async () => [sumOf(await this.ledgerOf(made)), await this.invoiced(made)],
      (sums) => sums.every((sum) => sum === owed),
    );
    expect(await this.stateOf(made)).toMatchObject({ status, owed });
    await this.expectAgreement(made);
  };
}

export function useDesk(shop: Shop): Desk {
  const desk = new Desk(shop);
  beforeAll(() => desk.open());
  return desk;
}
