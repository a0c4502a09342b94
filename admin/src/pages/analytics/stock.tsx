import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { count } from '../../lib/format';
import { Badge } from '../../ui/badge';
import { Card } from '../../ui/card';
import { Empty } from '../../ui/states';
import { type Column, Table } from '../../ui/table';
import { ProductLink } from './products';
import { Choice, More, ReportPage } from './report-page';

const route = getRouteApi('/shell/analytics/stock');

/** Products whose stock runs out, or is out, or is low. */
export function StockReport() {
  const { level } = route.useSearch();
  return level ? <Levels level={level} /> : <RunningOut />;
}

function Which({ value }: { value: string }) {
  const { t } = useTranslation();
  return (
    <Choice
      name="level"
      label={t('analytics.which')}
      value={value}
      options={[
        ['', t('analytics.runningOut')],
        ['out', t('analytics.soldOut')],
        ['low', t('analytics.low')],
      ]}
    />
  );
}

function RunningOut() {
  const { t } = useTranslation();
  const { days = 28 } = route.useSearch();
  const query = api.useQuery('get', '/api/admin/analytics/running-out', {
    params: { query: { days, page_size: 100 } },
  });
  return (
    <ReportPage
      name="running-out"
      search={{ days }}
      query={query}
      controls={
        <>
          <Which value="" />
          <label className="flex items-center gap-2">
            {t('analytics.within')}
            <Choice
              numeric
              name="days"
              label={t('analytics.within')}
              value={String(days)}
              options={[7, 14, 28, 56, 90].map((number) => [String(number), t('analytics.days', { days: number })])}
            />
          </label>
        </>
      }
    >
      {({ count: total, results }) => (
        <List
          rows={results}
          total={total}
          columns={[
            {
              title: t('analytics.daysLeft'),
              right: true,
              cell: ({ days_left }) => <Badge tone={days_left < 7 ? 'bad' : 'warn'}>{count(days_left)}</Badge>,
            },
            { title: t('products.available'), right: true, cell: ({ stock }) => count(stock) },
            { title: t('analytics.units28'), right: true, wide: true, cell: ({ units_sold }) => count(units_sold) },
          ]}
        />
      )}
    </ReportPage>
  );
}

function Levels({ level }: { level: 'out' | 'low' }) {
  const { t } = useTranslation();
  const query = api.useQuery('get', '/api/admin/analytics/stock', { params: { query: { level, page_size: 100 } } });
  return (
    <ReportPage name="stock" search={{ level }} query={query} controls={<Which value={level} />}>
      {({ count: total, results }) => (
        <List
          rows={results}
          total={total}
          columns={[
            { title: t('products.available'), right: true, cell: ({ stock }) => count(stock) },
            { title: t('products.onHand'), right: true, cell: ({ on_hand }) => count(on_hand) },
            { title: t('stock.allocated'), right: true, wide: true, cell: ({ allocated }) => count(allocated) },
          ]}
        />
      )}
    </ReportPage>
  );
}

interface ListProps<Row> {
  rows: Row[];
  total: number;
  columns: Column<Row>[];
}

function List<Row extends { product: string; name: string }>({ rows, total, columns }: ListProps<Row>) {
  const { t } = useTranslation();
  return (
    <>
      <Card flush>
        {rows.length === 0 ? (
          <Empty title={t('analytics.nothing')} hint={t('analytics.nothingHint')} />
        ) : (
          <Table
            caption={t('analytics.tabs.stock')}
            rows={rows}
            rowKey={({ product }) => product}
            columns={[
              {
                title: t('products.name'),
                className: 'w-full min-w-40',
                cell: ({ product, name }) => <ProductLink uuid={product} name={name} />,
              },
              ...columns,
            ]}
          />
        )}
      </Card>
      <More shown={rows.length} total={total} />
    </>
  );
}
