import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { count, money, month } from '../../lib/format';
import { Card } from '../../ui/card';
import { HeatTable } from '../../ui/heat-table';
import { Empty } from '../../ui/states';
import { Choice, ReportPage } from './report-page';

type Row = Schemas['CohortRow'];

const route = getRouteApi('/shell/analytics/cohorts');

export function Cohorts() {
  const { t } = useTranslation();
  const { months = 12, show = 'share' } = route.useSearch();
  const query = api.useQuery('get', '/api/admin/analytics/cohorts', { params: { query: { months } } });
  return (
    <ReportPage
      name="cohorts"
      search={{ months }}
      query={query}
      subtitle={t('analytics.cohortsHint')}
      controls={
        <>
          <Choice
            numeric
            name="months"
            label={t('analytics.period')}
            value={String(months)}
            options={[6, 12, 24, 36].map((number) => [String(number), t('analytics.months', { months: number })])}
          />
          <Choice
            name="show"
            label={t('analytics.shown')}
            value={show}
            options={[
              ['share', t('analytics.share')],
              ['gross', t('analytics.gross')],
            ]}
          />
        </>
      }
    >
      {({ rows, currency }) => (
        <Card>
          {rows.length === 0 ? (
            <Empty title={t('analytics.nothing')} hint={t('analytics.nothingHint')} />
          ) : (
            <Heat
              rows={rows}
              value={show === 'gross' ? ({ gross }) => Number(gross) : ({ customers, size }) => customers / size}
              text={
                show === 'gross'
                  ? ({ gross }) => money(gross, currency)
                  : ({ customers, size }) => `${Math.round((customers / size) * 100)} %`
              }
            />
          )}
        </Card>
      )}
    </ReportPage>
  );
}

interface HeatProps {
  rows: Row[];
  value: (row: Row) => number;
  text: (row: Row) => string;
}

function Heat({ rows, value, text }: HeatProps) {
  const { t } = useTranslation();
  const months = Array.from({ length: Math.max(...rows.map(({ months_after }) => months_after)) + 1 }, (_, at) => at);
  // Their first month is always the strongest: the colors are for those after it.
  const most = Math.max(...rows.filter(({ months_after }) => months_after > 0).map(value), Number.MIN_VALUE);
  return (
    <HeatTable
      caption={t('analytics.tabs.cohorts')}
      corner={t('analytics.cohort')}
      columns={[t('analytics.size'), ...months.map((number) => t('analytics.monthAfter', { month: number }))]}
      rows={[...Map.groupBy(rows, ({ cohort }) => cohort)].map(([cohort, its]) => ({
        name: month(cohort),
        cells: [
          { text: count(its[0]?.size ?? 0), heat: 0 },
          ...months.map((number) => {
            const row = its.find(({ months_after }) => months_after === number);
            return row && { text: text(row), heat: number === 0 ? 0 : value(row) / most };
          }),
        ],
      }))}
    />
  );
}
