import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { ago, count, money } from '../lib/format';
import { Badge, Status } from '../ui/badge';
import { BulkOutcome, useBulk } from '../ui/bulk';
import { ListPage, listQuery } from '../ui/list-page';
import type { Column } from '../ui/table';
import { useChoice } from '../ui/use-choice';
import { OrderBulkBar, useMayActOnOrders } from './order/bulk-bar';
import { useKnownTags } from './order/order-tags';

type Order = Schemas['OrderAdminRow'];

const route = getRouteApi('/shell/orders');
const payments = ['card', 'payu', 'cash'] as const;
const statuses = ['new', 'paid', 'processing', 'shipped', 'delivered', 'canceled', 'returned'] as const;

export function useOrderColumns(): Column<Order>[] {
  const { t } = useTranslation();
  return [
    {
      title: t('orders.number'),
      cell: (order) => <OrderLink order={order} />,
    },
    {
      title: t('common.status'),
      cell: ({ status, tags }) => (
        <span className="flex max-w-56 flex-wrap gap-1">
          <Status value={status} />
          {tags.map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
        </span>
      ),
    },
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

function OrderLink({ order: { order_uuid, number } }: { order: Order }) {
  return (
    <Link
      to="/orders/$order"
      params={{ order: order_uuid }}
      className="num font-medium text-accent underline-offset-2 hover:underline"
    >
      {number}
    </Link>
  );
}

const keyOf = ({ order_uuid }: Order): string => order_uuid;

export function Orders() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/orders', { params: { query: listQuery(search) } });
  const choice = useChoice(query.data?.results, keyOf);
  const bulk = useBulk(choice);
  const mayAct = useMayActOnOrders();
  const known = useKnownTags();
  const { tag } = search;
  const tags = tag && !known.includes(tag) ? [tag, ...known] : known;
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
        ...(tags.length > 0
          ? [{ key: 'tag', label: t('tags.tag'), options: tags.map((name): [string, string] => [name, name]) }]
          : []),
        { key: 'from', label: t('orders.from'), isDay: true },
        { key: 'to', label: t('orders.to'), isDay: true },
      ]}
      columns={useOrderColumns()}
      rowKey={keyOf}
      choice={mayAct ? { ...choice, nameOf: ({ number }) => number } : undefined}
      outcome={
        <BulkOutcome
          bulk={bulk}
          title={t('orders.number')}
          rowKey={keyOf}
          cell={(order) => <OrderLink order={order} />}
        />
      }
      bar={<OrderBulkBar choice={choice} bulk={bulk} />}
      onRow={({ order_uuid }) => void navigate({ to: '/orders/$order', params: { order: order_uuid } })}
      empty={{ title: t('orders.empty'), hint: t('orders.emptyHint') }}
    />
  );
}
