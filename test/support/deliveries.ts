import { eventually } from './eventually.js';
import { shippingAddress } from './purchase.js';
import type { Ask, Shop } from './shop.js';

/** Orders one unit of each product and pays by card; answers the uuid of the order. */
export async function paidOrder(shop: Shop, who: Ask, products: { uuid: string }[]): Promise<string> {
  for (const { uuid } of products) await shop.post('/api/bucket', { ...who, body: { product: uuid, quantity: 1 } });
  const { body } = await shop.post<{ order_uuid: string }>('/api/orders', {
    ...who,
    body: { payment: 'card', shipping_address: shippingAddress, email: 'buyer@magazin.test' },
  });
  const order = `/api/orders/${body.order_uuid}`;
  const payment = await shop.post(`${order}/payments`, { ...who, body: { token: 'tok_success' } });
  // On a busy machine it may be answered before the provider has.
  if (payment.body['status'] === 'started')
    await eventually(
      () => shop.get(order, who),
      ({ body: { status } }) => status === 'paid',
    );
  return body.order_uuid;
}

interface Line {
  order_product_uuid: string;
  product: string;
}

/** Ships an order, or only one product of it; answers the uuid of the shipment. */
export async function ship(shop: Shop, staff: Ask, order: string, product?: string): Promise<string> {
  const detail = await shop.get<{ products: Line[] }>(`/api/admin/orders/${order}`, staff);
  const lines = detail.body.products
    .filter((line) => product === undefined || line.product === product)
    .map(({ order_product_uuid }) => ({ order_product_uuid, quantity: 1 }));
  const { body } = await shop.post<{ shipment_uuid: string }>(`/api/admin/orders/${order}/shipments`, {
    ...staff,
    body: { carrier: 'DHL', lines },
  });
  return body.shipment_uuid;
}

export const deliver = (shop: Shop, staff: Ask, order: string, shipment: string) =>
  shop.put(`/api/admin/orders/${order}/shipments/${shipment}/delivered`, staff);

export async function deliveredOrder(shop: Shop, staff: Ask, who: Ask, products: { uuid: string }[]): Promise<string> {
  const order = await paidOrder(shop, who, products);
  await deliver(shop, staff, order, await ship(shop, staff, order));
  return order;
}
