import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { count, day } from '../../lib/format';
import { Card } from '../../ui/card';
import { Empty } from '../../ui/states';
import { Table } from '../../ui/table';
import { periodOf } from './period';
import { Choice, More, PeriodPicker, ReportPage } from './report-page';

const route = getRouteApi('/shell/analytics/searches');

export function Searches() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/analytics/searches', {
    params: { query: { ...search, page_size: 100 } },
  });
  return (
    <ReportPage
      name="searches"
      search={search}
      query={query}
      controls={
        <>
          <PeriodPicker search={search} shown={periodOf('days30')} />
          <Choice
            name="results"
            label={t('analytics.withoutResult')}
            value={search.results ?? 'none'}
            options={[
              ['none', t('analytics.onlyNone')],
              ['any', t('analytics.allSearches')],
            ]}
          />
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
                caption={t('analytics.tabs.searches')}
                rows={results}
                rowKey={({ term }) => term}
                columns={[
                  {
                    title: t('analytics.term'),
                    cell: ({ term }) => (
                      <Link
                        to="/products"
                        search={{ search: term }}
                        className="font-medium break-words hover:underline"
                      >
                        {term}
                      </Link>
                    ),
                  },
                  { title: t('analytics.howOften'), right: true, cell: ({ searches }) => count(searches) },
                  {
                    title: t('analytics.withoutResult'),
                    right: true,
                    cell: ({ without_result }) => count(without_result),
                  },
                  { title: t('analytics.lastDay'), right: true, wide: true, cell: ({ last_day }) => day(last_day) },
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
