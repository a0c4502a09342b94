import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { count, money } from '../../lib/format';
import { Badge } from '../../ui/badge';
import { Card } from '../../ui/card';
import { Empty } from '../../ui/states';
import { Table } from '../../ui/table';
import { periodOf } from './period';
import { Choice, More, PeriodPicker, ReportPage } from './report-page';

const route = getRouteApi('/shell/analytics/products');

export function ProductReport() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/analytics/products', {
    params: { query: { ...search, page_size: 100 } },
  });
  return (
    <ReportPage
      name="products"
      search={search}
      query={query}
      controls={
        <>
          <PeriodPicker search={search} shown={periodOf('days30')} />
          <Choice
            name="ordering"
            label={t('products.ordering')}
            value={search.ordering ?? '-units'}
            options={[
              ['-units', t('analytics.bestUnits')],
              ['units', t('analytics.slowestUnits')],
              ['-gross', t('analytics.bestGross')],
              ['gross', t('analytics.slowestGross')],
            ]}
          />
        </>
      }
    >
      {({ count: total, results }) => {
        const most = Math.max(...results.map(({ units }) => units), 1);
        return (
          <>
            <Card flush>
              {results.length === 0 ? (
                <Empty title={t('analytics.nothing')} hint={t('analytics.nothingHint')} />
              ) : (
                <Table
                  caption={t('analytics.tabs.products')}
                  rows={results}
                  rowKey={({ product }) => product}
                  columns={[
                    {
                      title: t('products.name'),
                      className: 'min-w-40',
                      cell: ({ product, name, published }) => (
                        <span className="flex flex-wrap items-center gap-x-2">
                          <ProductLink uuid={product} name={name} />
                          {!published && <Badge>{t('products.hidden')}</Badge>}
                        </span>
                      ),
                    },
                    {
                      title: '',
                      wide: true,
                      className: 'w-40',
                      cell: ({ units }) => (
                        <div className="h-2 rounded-full bg-subtle" aria-hidden>
                          <div className="h-2 rounded-full bg-accent" style={{ width: `${(units / most) * 100}%` }} />
                        </div>
                      ),
                    },
                    { title: t('analytics.sold'), right: true, cell: ({ units }) => count(units) },
                    { title: t('analytics.gross'), right: true, cell: ({ gross }) => money(gross) },
                    { title: t('products.available'), right: true, wide: true, cell: ({ stock }) => count(stock) },
                  ]}
                />
              )}
            </Card>
            <More shown={results.length} total={total} />
          </>
        );
      }}
    </ReportPage>
  );
}

export function ProductLink({ uuid, name }: { uuid: string; name: string }) {
  return (
    <Link to="/products/$product" params={{ product: uuid }} className="font-medium hover:underline">
      {name}
    </Link>
  );
}
