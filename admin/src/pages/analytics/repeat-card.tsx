import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { count, day, money } from '../../lib/format';
import { Card } from '../../ui/card';
import { Failure, Skeleton } from '../../ui/states';
import { Table } from '../../ui/table';
import { CsvButton, PeriodPicker } from './report-page';

const route = getRouteApi('/shell/analytics/customers');

/** Who bought in a period, and how many of them had bought before, beside the period before. */
export function RepeatCard() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { data, error, refetch } = api.useQuery('get', '/api/admin/analytics/repeat-customers', {
    params: { query: search },
  });
  return (
    <Card title={t('analytics.repeatPeriod')} flush>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
        <PeriodPicker search={search} shown={data} />
        <CsvButton name="repeat-customers" search={search} />
      </div>
      {error && <Failure error={error} retry={refetch} />}
      {!data && !error && <Skeleton rows={2} />}
      {data && (
        <Table
          caption={t('analytics.repeatPeriod')}
          rows={[data, data.previous]}
          rowKey={({ from }) => from}
          columns={[
            {
              title: t('analytics.period'),
              className: 'min-w-32',
              cell: ({ from, to }) => t('analytics.dates', { from: day(from), to: day(to) }),
            },
            { title: t('analytics.customers'), right: true, cell: ({ customers }) => count(customers) },
            {
              title: t('analytics.newCustomers'),
              right: true,
              wide: true,
              cell: ({ new_customers }) => count(new_customers),
            },
            {
              title: t('analytics.returning'),
              right: true,
              wide: true,
              cell: ({ returning_customers }) => count(returning_customers),
            },
            {
              title: t('analytics.boughtTwice'),
              right: true,
              wide: true,
              cell: ({ repeat_customers }) => count(repeat_customers),
            },
            { title: t('analytics.shareTwice'), right: true, cell: ({ repeat_rate }) => `${money(repeat_rate)} %` },
          ]}
        />
      )}
    </Card>
  );
}
