import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useCan, useMe } from '../api/me';
import { Card } from '../ui/card';
import { Page } from '../ui/page';
import { Empty, Skeleton } from '../ui/states';
import { Table } from '../ui/table';
import { useOrderColumns } from './orders';
import { CountedTasks, TodayTasks } from './start-tasks';

const SalesChart = lazy(() => import('../ui/sales-chart'));

export function Start() {
  const { t } = useTranslation();
  const can = useCan();
  const { username } = useMe();
  return (
    <Page title={t('start.title', { name: username })}>
      <section
        aria-label={t('start.tasks')}
        className="grid grid-cols-2 gap-3 md:grid-cols-[repeat(auto-fit,minmax(8rem,1fr))]"
      >
        {can('read:analytics') ? <TodayTasks /> : <CountedTasks />}
      </section>
      {can('read:analytics') && <Sales />}
      {can('read:orders') && <LatestOrders />}
    </Page>
  );
}

function Sales() {
  const { t } = useTranslation();
  const { data } = api.useQuery('get', '/api/admin/analytics/sales');
  return (
    <Card
      title={t('start.sales')}
      actions={
        <Link to="/analytics" className="text-sm text-accent hover:underline">
          {t('nav.analytics')}
        </Link>
      }
    >
      <Suspense fallback={<Skeleton rows={6} />}>
        {data ? <SalesChart report={data} /> : <Skeleton rows={6} />}
      </Suspense>
    </Card>
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
