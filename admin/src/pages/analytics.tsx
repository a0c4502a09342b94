import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { download } from '../lib/download';
import { count, day, money } from '../lib/format';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Page } from '../ui/page';
import { Failure, Skeleton } from '../ui/states';
import { Table } from '../ui/table';

const SalesChart = lazy(() => import('../ui/sales-chart'));
const route = getRouteApi('/shell/analytics');
const steps = ['day', 'week', 'month'] as const;

export function Analytics() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data, error, refetch } = api.useQuery('get', '/api/admin/analytics/sales', { params: { query: search } });
  const set = (change: object) =>
    void navigate({ to: '/analytics', search: (old) => ({ ...old, ...change }), replace: true });
  const period = (key: 'from' | 'to') => (
    <label className="flex items-center gap-2">
      {t(`analytics.${key}`)}
      <input
        type="date"
        className="field w-auto"
        value={search[key] ?? data?.[key] ?? ''}
        onChange={({ target }) => set({ [key]: target.value || undefined })}
      />
    </label>
  );
  const query = new URLSearchParams(Object.entries(search).map(([key, value]) => [key, String(value)]));
  return (
    <Page
      title={t('nav.analytics')}
      subtitle={data && t('analytics.subtitle', { from: day(data.from), to: day(data.to), zone: data.time_zone })}
      actions={
        <Button onClick={() => void download(`/api/admin/analytics/sales.csv?${query.toString()}`, 'sales.csv')}>
          <Download aria-hidden />
          CSV
        </Button>
      }
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {period('from')}
        {period('to')}
        <select
          aria-label={t('analytics.by')}
          className="field w-auto"
          value={search.by ?? 'day'}
          onChange={({ target }) => set({ by: target.value })}
        >
          {steps.map((step) => (
            <option key={step} value={step}>
              {t(`analytics.${step}`)}
            </option>
          ))}
        </select>
      </div>
      {error && <Failure error={error} retry={refetch} />}
      {!data && !error && <Skeleton rows={10} />}
      {data && <Report report={data} />}
    </Page>
  );
}

function Report({ report }: { report: Schemas['SalesReport'] }) {
  const { t } = useTranslation();
  const { currency, totals, previous, rows } = report;
  const amount = (value: string) => money(value, currency);
  const figures: [string, string, number, number][] = [
    [t('analytics.gross'), amount(totals.gross), Number(totals.gross), Number(previous.totals.gross)],
    [t('analytics.orders'), count(totals.orders), totals.orders, previous.totals.orders],
    [t('analytics.units'), count(totals.units), totals.units, previous.totals.units],
    [
      t('analytics.average'),
      amount(totals.average_order_value),
      Number(totals.average_order_value),
      Number(previous.totals.average_order_value),
    ],
  ];
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {figures.map(([label, text, now, before]) => (
          <div key={label} className="rounded-xl border border-line bg-surface px-4 py-3 shadow-card">
            <dt className="text-muted">{label}</dt>
            <dd className="num text-xl font-semibold">{text}</dd>
            <dd className="text-sm text-muted">{change(now, before) ?? t('analytics.noBefore')}</dd>
          </div>
        ))}
      </dl>
      <Card title={t('analytics.gross')}>
        <Suspense fallback={<Skeleton rows={6} />}>
          <SalesChart report={report} />
        </Suspense>
      </Card>
      <Card title={t('analytics.rows')} flush>
        <Table
          caption={t('analytics.rows')}
          rows={rows.toReversed()}
          rowKey={({ starts }) => starts}
          columns={[
            { title: t('analytics.starts'), cell: ({ starts }) => day(starts) },
            { title: t('analytics.orders'), right: true, cell: ({ orders }) => count(orders) },
            { title: t('analytics.units'), right: true, wide: true, cell: ({ units }) => count(units) },
            { title: t('analytics.net'), right: true, wide: true, cell: ({ net }) => amount(net) },
            { title: t('analytics.credits'), right: true, wide: true, cell: ({ credits }) => amount(credits) },
            { title: t('analytics.gross'), right: true, cell: ({ gross }) => amount(gross) },
          ]}
        />
      </Card>
    </>
  );
}

function change(now: number, before: number): string | undefined {
  if (before === 0) return undefined;
  const percent = Math.round(((now - before) / before) * 100);
  return `${percent > 0 ? '+' : ''}${percent} %`;
}
