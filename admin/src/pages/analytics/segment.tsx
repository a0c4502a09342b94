import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useCan } from '../../api/me';
import { count, day, money } from '../../lib/format';
import { Card } from '../../ui/card';
import { Empty } from '../../ui/states';
import { Table } from '../../ui/table';
import { Choice, More, ReportPage } from './report-page';

const route = getRouteApi('/shell/analytics/customers/segment');
const scores = ['recency', 'frequency', 'money'] as const;

/** The customers behind the numbers of the report. */
export function Segment() {
  const { t } = useTranslation();
  const can = useCan();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/analytics/customers/segment', {
    params: { query: { ...search, page_size: 100 } },
  });
  return (
    <ReportPage
      name="customers/segment"
      search={search}
      query={query}
      subtitle={t('analytics.segmentHint')}
      controls={
        <>
          {scores.map((score) => (
            <label key={score} className="flex items-center gap-2">
              {t(`analytics.${score}`)}
              <Choice
                numeric
                name={score}
                label={t(`analytics.${score}`)}
                value={String(search[score] ?? '')}
                options={[
                  ['', t('analytics.any')],
                  ...['5', '4', '3', '2', '1'].map((at): [string, string] => [at, at]),
                ]}
              />
            </label>
          ))}
          <Link to="/analytics/customers" className="text-accent hover:underline">
            {t('analytics.allSegments')}
          </Link>
        </>
      }
    >
      {({ count: total, results }) => (
        <>
          <Card flush>
            {results.length === 0 ? (
              <Empty title={t('analytics.nothing')} hint={t('analytics.nothingHint')} />
            ) : (
              <Table
                caption={t('analytics.customers')}
                rows={results}
                rowKey={({ customer }) => customer}
                columns={[
                  {
                    title: t('orders.customer'),
                    cell: ({ customer, username }) =>
                      can('read:customers') ? (
                        <Link
                          to="/customers/$customer"
                          params={{ customer }}
                          className="font-medium text-accent hover:underline"
                        >
                          {username ?? t('customers.guest')}
                        </Link>
                      ) : (
                        (username ?? t('customers.guest'))
                      ),
                  },
                  ...scores.map((score) => ({
                    title: t(`analytics.${score}`),
                    right: true,
                    wide: true,
                    cell: (row: (typeof results)[number]) => row[score],
                  })),
                  { title: t('analytics.orders'), right: true, cell: ({ orders }) => count(orders) },
                  { title: t('analytics.gross'), right: true, cell: ({ gross }) => money(gross, search.currency) },
                  {
                    title: t('analytics.lastSold'),
                    right: true,
                    wide: true,
                    cell: ({ date_last_sold }) => day(date_last_sold),
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
