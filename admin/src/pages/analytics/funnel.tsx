import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { count, day } from '../../lib/format';
import { Card } from '../../ui/card';
import { Skeleton } from '../../ui/states';
import { Table } from '../../ui/table';
import { PeriodPicker, ReportPage } from './report-page';

const FunnelChart = lazy(() => import('./funnel-chart'));
const route = getRouteApi('/shell/analytics/funnel');
const stages = ['visits', 'buckets', 'orders', 'paid'] as const;

export function Funnel() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/analytics/funnel', { params: { query: search } });
  const { data } = query;
  return (
    <ReportPage
      name="funnel"
      search={search}
      query={query}
      subtitle={t('analytics.funnelHint')}
      controls={<PeriodPicker search={search} shown={data} />}
    >
      {({ rows }) => (
        <>
          <Card title={t('analytics.tabs.funnel')}>
            <Stages rows={rows} />
          </Card>
          <Card title={t('analytics.byDay')}>
            <Suspense fallback={<Skeleton rows={6} />}>
              <FunnelChart rows={rows} />
            </Suspense>
          </Card>
          <Card title={t('analytics.rows')} flush>
            <Table
              caption={t('analytics.rows')}
              rows={rows.toReversed()}
              rowKey={(row) => row.day}
              columns={[
                { title: t('analytics.date'), cell: (row) => day(row.day) },
                { title: t('analytics.visits'), right: true, cell: ({ visits }) => count(visits) },
                {
                  title: t('analytics.views'),
                  right: true,
                  wide: true,
                  cell: ({ product_views }) => count(product_views),
                },
                { title: t('analytics.inBucket'), right: true, wide: true, cell: ({ buckets }) => count(buckets) },
                { title: t('analytics.ordered'), right: true, cell: ({ orders }) => count(orders) },
                { title: t('analytics.paid'), right: true, cell: ({ paid }) => count(paid) },
              ]}
            />
          </Card>
        </>
      )}
    </ReportPage>
  );
}

/** How far visitors came. */
function Stages({ rows }: { rows: Schemas['FunnelDayRow'][] }) {
  const { t } = useTranslation();
  const names = {
    visits: t('analytics.visits'),
    buckets: t('analytics.inBucket'),
    orders: t('analytics.ordered'),
    paid: t('analytics.paid'),
  };
  const sums = stages.map((stage) => rows.reduce((sum, row) => sum + row[stage], 0));
  const most = Math.max(...sums, 1);
  const [visits = 0] = sums;
  return (
    <ul className="flex flex-col gap-3">
      {stages.map((stage, at) => {
        const sum = sums[at] ?? 0;
        return (
          <li key={stage}>
            <div className="flex flex-wrap items-baseline gap-x-3">
              <span>{names[stage]}</span>
              <span className="num ml-auto font-semibold">{count(sum)}</span>
              {at > 0 && visits > 0 && (
                <span className="num text-sm text-muted">
                  {t('analytics.ofVisits', { percent: Math.round((sum / visits) * 1000) / 10 })}
                </span>
              )}
            </div>
            <div className="mt-1 h-3 rounded-full bg-subtle" aria-hidden>
              <div className="h-3 rounded-full bg-accent" style={{ width: `${(sum / most) * 100}%` }} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
