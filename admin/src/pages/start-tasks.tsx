import { Link, type LinkProps } from '@tanstack/react-router';
import {
  CircleCheck,
  CircleDollarSign,
  LifeBuoy,
  ListX,
  MailWarning,
  PackageMinus,
  PackageX,
  Truck,
  Undo2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useCan } from '../api/me';
import { count } from '../lib/format';

/** What is to be done, for those who may see the figures of the business. */
export function TodayTasks() {
  const { t } = useTranslation();
  const can = useCan();
  const { data } = api.useQuery('get', '/api/admin/analytics/today');
  const todo = data?.todo;
  return (
    <>
      {can('read:orders') && (
        <Task
          icon={<Truck />}
          label={t('start.toShip')}
          value={todo?.orders_to_ship.count}
          link={{ to: '/orders', search: { to_ship: true } }}
        />
      )}
      {can('read:returns') && (
        <Task
          icon={<Undo2 />}
          label={t('start.returns')}
          value={todo && todo.returns_requested.count + todo.returns_received.count}
          link={{ to: '/returns' }}
        />
      )}
      {can('read:tickets') && (
        <Task
          icon={<LifeBuoy />}
          label={t('start.tickets')}
          value={todo && todo.tickets_open.count + todo.tickets_waiting_staff.count}
          link={{ to: '/tickets' }}
        />
      )}
      {can('read:mails') && (
        <Task
          icon={<MailWarning />}
          label={t('start.mails')}
          value={todo?.mails_failed.count}
          link={{ to: '/mails', search: { status: 'failed' } }}
        />
      )}
      {can('read:jobs') && (
        <Task
          icon={<ListX />}
          label={t('start.jobs')}
          value={todo?.jobs_failed.count}
          link={{ to: '/jobs', search: { state: 'failed' } }}
        />
      )}
      {can('read:payments') && (
        <Task
          icon={<CircleDollarSign />}
          label={t('start.refundsFailed')}
          value={todo?.refunds_failed.count}
          link={{ to: '/payments/refunds', search: { status: 'failed' } }}
        />
      )}
      {can('read:products') && (
        <Task
          icon={<PackageMinus />}
          label={t('start.lowStock')}
          value={todo && todo.products_low_in_stock.count + todo.products_out_of_stock.count}
          link={{ to: '/products', search: { in_stock: false } }}
        />
      )}
    </>
  );
}

/** The same from the lists that a role may read. */
export function CountedTasks() {
  const can = useCan();
  return (
    <>
      {can('read:orders') && <ToShip />}
      {can('read:returns') && <Returns />}
      {can('read:tickets') && <OpenTickets />}
      {can('read:mails') && <FailedMails />}
      {can('read:jobs') && <FailedJobs />}
      {can('read:products') && <SoldOut />}
    </>
  );
}

const one = { page_size: 1 };

function ToShip() {
  const { t } = useTranslation();
  const { data } = api.useQuery('get', '/api/admin/orders', { params: { query: { ...one, to_ship: true } } });
  return (
    <Task
      icon={<Truck />}
      label={t('start.toShip')}
      value={data?.count}
      link={{ to: '/orders', search: { to_ship: true } }}
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

function FailedJobs() {
  const { t } = useTranslation();
  const { data } = api.useQuery('get', '/api/admin/jobs', { params: { query: { ...one, state: 'failed' } } });
  return (
    <Task
      icon={<ListX />}
      label={t('start.jobs')}
      value={data?.count}
      link={{ to: '/jobs', search: { state: 'failed' } }}
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
      className="flex flex-col gap-1 rounded-xl border border-line bg-surface px-4 py-3 shadow-card hover:border-strong"
    >
      <span className="flex items-center gap-2 text-muted [&_svg]:size-4.5" aria-hidden>
        {icon}
        {value === 0 && <CircleCheck className="ml-auto text-ok" />}
      </span>
      {value === undefined ? (
        <span className="skeleton h-8 w-10" />
      ) : (
        <span className="num text-2xl font-semibold">{count(value)}</span>
      )}
      <span className="text-muted">{label}</span>
    </Link>
  );
}
