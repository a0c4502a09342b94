import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ago, count, money } from '../../lib/format';
import { Status } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Failure, Skeleton } from '../../ui/states';
import { type Column, Table } from '../../ui/table';
import { Stars } from '../reviews/stars';

const pageSize = 5;
const kept = { placeholderData: keepPreviousData };

interface Of {
  /** Uuid. */
  customer: string;
}

/** A few rows of a list of staff, which has only those of the customer. */
function usePaged({ customer }: Of) {
  const [page, setPage] = useState(1);
  return { params: { query: { customer, page, page_size: pageSize } }, page, setPage };
}

export function OrdersCard(of: Of) {
  const { t } = useTranslation();
  const { params, ...pages } = usePaged(of);
  const query = api.useQuery('get', '/api/admin/orders', { params }, kept);
  return (
    <ListCard
      title={t('nav.orders')}
      none={t('orders.empty')}
      query={query}
      pages={pages}
      rowKey={({ order_uuid }) => order_uuid}
      columns={[
        {
          title: t('orders.number'),
          cell: ({ order_uuid, number }) => <OrderLink uuid={order_uuid} number={number} />,
        },
        { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
        { title: t('orders.payment'), wide: true, cell: ({ payment }) => t(`payment.${payment}`) },
        { title: t('orders.sum'), right: true, cell: ({ sum, currency }) => money(sum, currency) },
        {
          title: t('orders.placed'),
          right: true,
          wide: true,
          className: moments,
          cell: ({ date_created }) => ago(date_created),
        },
      ]}
    />
  );
}

export function TicketsCard(of: Of) {
  const { t } = useTranslation();
  const { params, ...pages } = usePaged(of);
  const query = api.useQuery('get', '/api/admin/support/tickets', { params }, kept);
  return (
    <ListCard
      title={t('nav.tickets')}
      none={t('tickets.empty')}
      query={query}
      pages={pages}
      rowKey={({ ticket_uuid }) => ticket_uuid}
      columns={[
        {
          title: t('tickets.subject'),
          cell: ({ ticket_uuid, subject }) => (
            <Link
              to="/tickets/$ticket"
              params={{ ticket: ticket_uuid }}
              className="font-medium text-accent hover:underline"
            >
              {subject}
            </Link>
          ),
        },
        { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
        {
          title: t('tickets.opened'),
          right: true,
          wide: true,
          className: moments,
          cell: ({ created }) => ago(created),
        },
      ]}
    />
  );
}

export function ReturnsCard(of: Of) {
  const { t } = useTranslation();
  const { params, ...pages } = usePaged(of);
  const query = api.useQuery('get', '/api/admin/returns', { params }, kept);
  return (
    <ListCard
      title={t('nav.returns')}
      none={t('returns.empty')}
      query={query}
      pages={pages}
      rowKey={({ return_uuid }) => return_uuid}
      columns={[
        { title: t('orders.number'), cell: ({ order_uuid, order }) => <OrderLink uuid={order_uuid} number={order} /> },
        { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
        {
          title: t('returns.what'),
          wide: true,
          cell: ({ lines, reason }) => (
            <>
              <p>{lines.map(({ name, quantity }) => `${quantity} × ${name}`).join(', ')}</p>
              <p className="text-sm text-muted">{reason}</p>
            </>
          ),
        },
        {
          title: t('returns.requested'),
          right: true,
          wide: true,
          className: moments,
          cell: ({ date_created }) => ago(date_created),
        },
      ]}
    />
  );
}

export function ReviewsCard(of: Of) {
  const { t } = useTranslation();
  const { params, ...pages } = usePaged(of);
  const query = api.useQuery('get', '/api/admin/reviews', { params }, kept);
  return (
    <ListCard
      title={t('nav.reviews')}
      none={t('reviews.empty')}
      query={query}
      pages={pages}
      rowKey={({ review_uuid }) => review_uuid}
      columns={[
        {
          title: t('reviews.review'),
          className: 'min-w-48 py-2.5',
          cell: ({ rating, title, text, product }) => (
            <>
              <p className="flex flex-wrap gap-x-2">
                <Stars rating={rating} /> {title && <strong className="font-semibold">{title}</strong>}
              </p>
              <p className="line-clamp-3 max-w-prose">{text}</p>
              <p className="text-sm text-muted">{product.name}</p>
            </>
          ),
        },
        { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
        {
          title: t('reviews.written'),
          right: true,
          wide: true,
          className: moments,
          cell: ({ date_created }) => ago(date_created),
        },
      ]}
    />
  );
}

const moments = 'whitespace-nowrap text-muted';

function OrderLink({ uuid, number }: { uuid: string; number: string }) {
  return (
    <Link to="/orders/$order" params={{ order: uuid }} className="num font-medium text-accent hover:underline">
      {number}
    </Link>
  );
}

interface PagesProps {
  page: number;
  setPage: (page: number) => void;
}

interface ListCardProps<Row> {
  title: string;
  /** Said where there are none. */
  none: string;
  query: { data?: { count: number; results: Row[] } | undefined; error: unknown };
  pages: PagesProps;
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
}

function ListCard<Row>({ title, none, query: { data, error }, pages, columns, rowKey }: ListCardProps<Row>) {
  return (
    <Card
      flush
      title={data && data.count > 0 ? `${title} (${count(data.count)})` : title}
      actions={data && data.count > pageSize && <Pages {...pages} name={title} total={data.count} />}
    >
      {error ? (
        <Failure error={error} />
      ) : !data ? (
        <Skeleton rows={2} />
      ) : data.count === 0 ? (
        <p className="px-4 py-3 text-muted">{none}</p>
      ) : (
        <Table caption={title} columns={columns} rows={data.results} rowKey={rowKey} />
      )}
    </Card>
  );
}

function Pages({ name, page, setPage, total }: PagesProps & { name: string; total: number }) {
  const { t } = useTranslation();
  return (
    <span className="flex gap-1">
      <Button
        size="icon"
        variant="ghost"
        aria-label={`${name}: ${t('list.previous')}`}
        disabled={page === 1}
        onClick={() => setPage(page - 1)}
      >
        <ChevronLeft />
      </Button>
      <Button
        size="icon"
        variant="ghost"
        aria-label={`${name}: ${t('list.next')}`}
        disabled={page * pageSize >= total}
        onClick={() => setPage(page + 1)}
      >
        <ChevronRight />
      </Button>
    </span>
  );
}
