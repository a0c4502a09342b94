import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ago, count, money } from '../../lib/format';
import { Card } from '../../ui/card';
import { Empty } from '../../ui/states';
import { Table } from '../../ui/table';
import { Choice, Figures, More, ReportPage } from './report-page';

const route = getRouteApi('/shell/analytics/buckets');
const idleTimes = ['hour', 'day', 'week'] as const;

export function Buckets() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/analytics/abandoned-buckets', {
    params: { query: { ...search, page_size: 100 } },
  });
  return (
    <ReportPage
      name="abandoned-buckets"
      search={search}
      query={query}
      controls={
        <label className="flex items-center gap-2">
          {t('analytics.idle')}
          <Choice
            name="idle"
            label={t('analytics.idle')}
            value={search.idle ?? 'hour'}
            options={idleTimes.map((idle) => [idle, t(`analytics.idleTimes.${idle}`)])}
          />
        </label>
      }
    >
      {({ count: total, results, totals }) => (
        <>
          {totals && (
            <Figures
              figures={idleTimes.map((idle) => [
                `${t('analytics.idle')} ${t(`analytics.idleTimes.${idle}`)}`,
                money(totals[idle].value),
                t('analytics.buckets', { count: totals[idle].buckets }),
              ])}
            />
          )}
          <Card flush>
            {results.length === 0 ? (
              <Empty title={t('analytics.nothing')} hint={t('analytics.nothingHint')} />
            ) : (
              <Table
                caption={t('analytics.tabs.buckets')}
                rows={results}
                rowKey={({ customer }) => customer}
                columns={[
                  {
                    title: t('orders.customer'),
                    cell: ({ customer, username }) => (
                      <Link to="/customers/$customer" params={{ customer }} className="font-medium hover:underline">
                        {username ?? t('customers.guest')}
                      </Link>
                    ),
                  },
                  { title: t('nav.products'), right: true, wide: true, cell: ({ products }) => count(products) },
                  { title: t('analytics.units'), right: true, cell: ({ units }) => count(units) },
                  { title: t('analytics.value'), right: true, cell: ({ value }) => money(value) },
                  {
                    title: t('analytics.changed'),
                    right: true,
                    cell: ({ date_changed }) => <time dateTime={date_changed}>{ago(date_changed)}</time>,
                  },
                ]}
              />
            )}
          </Card>
          <More shown={results.length} total={total} />
        </>
      )}
    </ReportPage>
  );
}
