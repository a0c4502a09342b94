import { api, type Schemas } from '../../api/client';

export type Detail = Schemas['OrderDetail'];

const page = { page: 1, page_size: 100 };

/** An order and all that belongs to it; each card waits only for its own. */
export function useOrder(order_uuid: string) {
  const order = api.useQuery('get', '/api/admin/orders/{order_uuid}', { params: { path: { order_uuid } } });
  const number = order.data?.number;
  const params = { path: { order_uuid }, query: page };
  return {
    order,
    payments: api.useQuery('get', '/api/admin/orders/{order_uuid}/payments', { params }),
    refunds: api.useQuery('get', '/api/admin/orders/{order_uuid}/refunds', { params }),
    shipments: api.useQuery('get', '/api/admin/orders/{order_uuid}/shipments', { params }),
    credits: api.useQuery('get', '/api/admin/orders/{order_uuid}/credits', { params }),
    // They are asked for by the number.
    invoices: api.useQuery(
      'get',
      '/api/admin/invoices',
      { params: { query: { ...page, ...(number && { order: number }) } } },
      { enabled: number !== undefined },
    ),
  };
}

export type OrderQueries = ReturnType<typeof useOrder>;
