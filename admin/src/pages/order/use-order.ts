import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/me';

export type Detail = Schemas['OrderAdminDetail'];

const page = { page: 1, page_size: 100 };

/** An order and all that belongs to it; each card waits only for its own. */
export function useOrder(order_uuid: string) {
  const order = api.useQuery('get', '/api/admin/orders/{order_uuid}', { params: { path: { order_uuid } } });
  const number = order.data?.number;
  const can = useCan();
  const params = { path: { order_uuid }, query: page };
  return {
    order,
    payments: api.useQuery(
      'get',
      '/api/admin/orders/{order_uuid}/payments',
      { params },
      { enabled: can('read:payments') },
    ),
    refunds: api.useQuery(
      'get',
      '/api/admin/orders/{order_uuid}/refunds',
      { params },
      { enabled: can('read:payments') },
    ),
    shipments: api.useQuery(
      'get',
      '/api/admin/orders/{order_uuid}/shipments',
      { params },
      { enabled: can('read:shipments') },
    ),
    credits: api.useQuery(
      'get',
      '/api/admin/orders/{order_uuid}/credits',
      { params },
      { enabled: can('read:payments') },
    ),
    // They are asked for by the number.
    invoices: api.useQuery(
      'get',
      '/api/admin/invoices',
      { params: { query: { ...page, ...(number && { order: number }) } } },
      { enabled: number !== undefined && can('read:invoices') },
    ),
  };
}
