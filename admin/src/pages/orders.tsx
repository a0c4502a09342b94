import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { ago, count, money } from '../lib/format';
import { Status } from '../ui/badge';
import { ListPage, listQuery } from '../ui/list-page';
import type { Column } from '../ui/table';

type Order = Schemas['OrderAdminRow'];

const route = getRouteApi('/shell/orders');
const payments = ['card', 'payu', 'cash'] as const;
const statuses = ['new', 'paid', 'processing', 'shipped', 'delivered', 'canceled', 'returned'] as const;

export function useOrderColumns(): Column<Order>[] {
  const { t } = useTranslation();
  return [
    {
      title: t('orders.number'),
      cell: ({ order_uuid, number }) => (
        <Link
          to="/orders/$order"
          params={{ order: order_uuid }}
          className="num font-medium text-accent underline-offset-2 hover:underline"
        >
          {number}
        </Link>
      ),
    },
    { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
    {
      title: t('orders.customer'),
      wide: true,
      className: 'max-w-72',
      cell: ({ name, email }) => (
        <>
          <p className="truncate">{name}</p>
          <p className="truncate text-sm text-muted">{email}</p>
        </>
      ),
    },
    { title: t('orders.payment'), wide: true, cell: ({ payment }) => t(`payment.${payment}`) },
    { title: t('orders.units'), wide: true, right: true, cell: ({ units }) => count(units) },
    { title: t('orders.sum'), right: true, cell: ({ sum, currency }) => money(sum, currency) },
    {
      title: t('orders.placed'),
      right: true,
      className: 'text-muted whitespace-nowrap',
      cell: ({ date_created }) => <time dateTime={date_created}>{ago(date_created)}</time>,
    },
  ];
}

export function Orders() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/orders', { params: { query: listQuery(search) } });
  return (
    <ListPage
      title={t('nav.orders')}
      search={search}
      query={query}
      filters={[
        { key: 'search', label: t('orders.search') },
        { key: 'to_ship', label: t('orders.toDo'), options: [['true', t('orders.toShip')]] },
        { key: 'status', label: t('common.status'), options: statuses.map((value) => [value, t(`status.${value}`)]) },
        {
          key: 'payment',
          label: t('orders.payment'),
          options: payments.map((value) => [value, t(`payment.${value}`)]),
        },
        {
          key: 'paid',
          label: t('orders.paid'),
          options: [
            ['true', t('orders.isPaid')],
            ['false', t('orders.isUnpaid')],
          ],
        },
        { key: 'from', label: t('orders.from'), isDay: true },
        { key: 'to', label: t('orders.to'), isDay: true },
      ]}
      columns={useOrderColumns()}
      rowKey={({ order_uuid }) => order_uuid}
      onRow={({ order_uuid }) => void navigate({ to: '/orders/$order', params: { order: order_uuid } })}
      empty={{ title: t('orders.empty'), hint: t('orders.emptyHint') }}
    />
  );
}
