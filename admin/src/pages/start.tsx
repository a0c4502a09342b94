import { Link, type LinkProps } from '@tanstack/react-router';
import { CircleCheck, LifeBuoy, MailWarning, PackageX, Truck, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useCan, useMe } from '../api/me';
import { count } from '../lib/format';
import { Card } from '../ui/card';
import { Page } from '../ui/page';
import { Empty, Skeleton } from '../ui/states';
import { Table } from '../ui/table';
import { useOrderColumns } from './orders';

export function Start() {
  const { t } = useTranslation();
  const can = useCan();
  const { username } = useMe();
  return (
    <Page title={t('start.title', { name: username })}>
      <section aria-label={t('start.tasks')} className="grid grid-cols-2 gap-3 lg:grid-cols-5">
        {can('read:orders') && <ToShip />}
        {can('read:returns') && <Returns />}
        {can('read:tickets') && <OpenTickets />}
        {can('read:mails') && <FailedMails />}
        {can('read:products') && <SoldOut />}
      </section>
      {can('read:orders') && <LatestOrders />}
    </Page>
  );
}

const one = { page_size: 1 };

function ToShip() {
  const { t } = useTranslation();
  const paid = api.useQuery('get', '/api/admin/orders', { params: { query: { ...one, status: 'paid' } } });
  const processing = api.useQuery('get', '/api/admin/orders', { params: { query: { ...one, status: 'processing' } } });
  const total = paid.data && processing.data && paid.data.count + processing.data.count;
  return (
    <Task
      icon={<Truck />}
      label={t('start.toShip')}
      value={total}
      link={{ to: '/orders', search: { status: 'paid' } }}
    />
  );
}

function Returns() {
  const { t } = useTranslation();
  const { data } = api.useQuery('get', '/api/admin/returns', { params: { query: { ...one, status: 'requested' } } });
  return (
    <Task
      icon={<Undo2 />}
      label={t('start.returns')}
      value={data?.count}
      link={{ to: '/returns', search: { status: 'requested' } }}
    />
  );
}

function OpenTickets() {
  const { t } = useTranslation();
  const { data } = api.useQuery('get', '/api/admin/support/tickets/summary');
  const waiting = data?.statuses
    .filter(({ status }) => status === 'open' || status === 'waiting_staff')
    .reduce((sum, { count: tickets }) => sum + tickets, 0);
  return <Task icon={<LifeBuoy />} label={t('start.tickets')} value={waiting} link={{ to: '/tickets' }} />;
}

function FailedMails() {
  const { t } = useTranslation();
  const { data } = api.useQuery('get', '/api/admin/mails', { params: { query: { ...one, status: 'failed' } } });
  return (
    <Task
      icon={<MailWarning />}
      label={t('start.mails')}
      value={data?.count}
      link={{ to: '/mails', search: { status: 'failed' } }}
    />
  );
}

function SoldOut() {
  const { t } = useTranslation();
  const { data } = api.useQuery('get', '/api/admin/products', {
    params: { query: { ...one, in_stock: false, published: true } },
  });
  return (
    <Task
      icon={<PackageX />}
      label={t('start.soldOut')}
      value={data?.count}
      link={{ to: '/products', search: { in_stock: false } }}
    />
  );
}

interface TaskProps {
  icon: ReactNode;
  label: string;
  value: number | undefined;
  link: LinkProps;
}

/** How much waits, and where. */
function Task({ icon, label, value, link }: TaskProps) {
  return (
    <Link
      {...link}
      className="flex flex-col gap-2 rounded-xl border border-line bg-surface px-4 py-3 shadow-card hover:border-strong"
    >
      <span className="flex items-center gap-2 text-muted [&_svg]:size-4" aria-hidden>
        {icon}
      </span>
      <span className="flex items-baseline gap-2">
        {value === undefined ? (
          <span className="skeleton h-8 w-10" />
        ) : (
          <span className="num text-2xl font-semibold">{count(value)}</span>
        )}
        {value === 0 && <CircleCheck className="size-4 self-center text-ok" aria-hidden />}
      </span>
      <span className="text-muted">{label}</span>
    </Link>
  );
}

function LatestOrders() {
  const { t } = useTranslation();
  const { data } = api.useQuery('get', '/api/admin/orders', { params: { query: { page_size: 8 } } });
  const columns = useOrderColumns();
  return (
    <Card
      title={t('start.latestOrders')}
      flush
      actions={
        <Link to="/orders" className="text-sm text-accent hover:underline">
          {t('start.allOrders')}
        </Link>
      }
    >
      {!data && <Skeleton rows={6} />}
      {data?.count === 0 && <Empty title={t('orders.empty')} hint={t('orders.emptyHint')} />}
      {data && data.count > 0 && (
        <Table
          caption={t('start.latestOrders')}
          columns={columns}
          rows={data.results}
          rowKey={({ order_uuid }) => order_uuid}
        />
      )}
    </Card>
  );
}
