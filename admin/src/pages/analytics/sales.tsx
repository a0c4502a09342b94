import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { count, day, hourIn, money } from '../../lib/format';
import { Card } from '../../ui/card';
import { Skeleton } from '../../ui/states';
import { Table } from '../../ui/table';
import { Choice, Figures, PeriodPicker, ReportPage } from './report-page';

const SalesChart = lazy(() => import('../../ui/sales-chart'));
const route = getRouteApi('/shell/analytics');
const steps = ['hour', 'day', 'week', 'month'] as const;

export function Sales() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/analytics/sales', { params: { query: search } });
  const { data } = query;
  return (
    <ReportPage
      name="sales"
      search={search}
      query={query}
      subtitle={data && t('analytics.subtitle', { from: day(data.from), to: day(data.to), zone: data.time_zone })}
      controls={
        <>
          <PeriodPicker search={search} shown={data} />
          <Choice
            name="by"
            label={t('analytics.by')}
            value={search.by ?? 'day'}
            options={steps.map((step) => [step, t(`analytics.${step}`)])}
          />
        </>
      }
    >
      {(report) => <Report report={report} hours={search.by === 'hour'} />}
    </ReportPage>
  );
}

function Report({ report, hours }: { report: Schemas['SalesReport']; hours: boolean }) {
  const { t } = useTranslation();
  const { currency, totals, previous, rows, time_zone } = report;
  const amount = (value: string) => money(value, currency);
  const note = (now: number, before: number) => change(now, before) ?? t('analytics.noBefore');
  const { totals: old } = previous;
  return (
    <>
      <Figures
        figures={[
          [t('analytics.gross'), amount(totals.gross), note(Number(totals.gross), Number(old.gross))],
          [
            t('analytics.netAfterCredits'),
            amount(totals.net_after_credits),
            note(Number(totals.net_after_credits), Number(old.net_after_credits)),
          ],
          [t('analytics.orders'), count(totals.orders), note(totals.orders, old.orders)],
          [t('analytics.units'), count(totals.units), note(totals.units, old.units)],
          [
            t('analytics.average'),
            amount(totals.average_order_value),
            note(Number(totals.average_order_value), Number(old.average_order_value)),
          ],
        ]}
      />
      <Card title={t('analytics.gross')}>
        <Suspense fallback={<Skeleton rows={6} />}>
          <SalesChart report={report} hours={hours} />
        </Suspense>
      </Card>
      <Card title={t('analytics.rows')} flush>
        <Table
          caption={t('analytics.rows')}
          rows={rows.toReversed()}
          rowKey={({ starts }) => starts}
          columns={[
            {
              title: t('analytics.starts'),
              cell: (row) => (hours ? hourIn(time_zone, row.starts) : day(row.day)),
            },
            { title: t('analytics.orders'), right: true, cell: ({ orders }) => count(orders) },
            { title: t('analytics.units'), right: true, wide: true, cell: ({ units }) => count(units) },
            { title: t('analytics.net'), right: true, wide: true, cell: ({ net }) => amount(net) },
            { title: t('analytics.credits'), right: true, wide: true, cell: ({ credits }) => amount(credits) },
            {
              title: t('analytics.netAfterCredits'),
              right: true,
              wide: true,
              cell: ({ net_after_credits }) => amount(net_after_credits),
            },
            { title: t('analytics.refunds'), right: true, wide: true, cell: ({ refunds }) => amount(refunds) },
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
