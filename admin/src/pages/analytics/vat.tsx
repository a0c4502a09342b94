import { getRouteApi } from '@tanstack/react-router';
import i18n from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { toPercent } from '../../lib/basis-points';
import { count, day, money } from '../../lib/format';
import { Card } from '../../ui/card';
import { Empty } from '../../ui/states';
import { Table } from '../../ui/table';
import { PeriodPicker, ReportPage } from './report-page';

const route = getRouteApi('/shell/analytics/vat');
const countryName = (code: string) => new Intl.DisplayNames(i18n.language, { type: 'region' }).of(code) ?? code;

export function Vat() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/analytics/vat', { params: { query: search } });
  const { data } = query;
  return (
    <ReportPage
      name="vat"
      search={search}
      query={query}
      subtitle={data && t('analytics.dates', { from: day(data.from), to: day(data.to) })}
      controls={<PeriodPicker search={search} shown={data} />}
    >
      {({ rows }) => (
        <Card flush>
          {rows.length === 0 ? (
            <Empty title={t('analytics.nothing')} hint={t('invoices.empty')} />
          ) : (
            <Table
              caption={t('analytics.tabs.vat')}
              rows={rows}
              rowKey={({ country, rate, category, currency }) => `${country} ${rate} ${category} ${currency}`}
              columns={[
                { title: t('analytics.country'), cell: ({ country }) => countryName(country) },
                {
                  title: t('analytics.rate'),
                  cell: ({ rate, category }) => (
                    <>
                      <span className="num">{toPercent(rate)} %</span>
                      {category !== 'S' && (
                        <span className="block text-sm text-muted">{t(`analytics.categories.${category}`)}</span>
                      )}
                    </>
                  ),
                },
                { title: t('analytics.invoices'), right: true, wide: true, cell: ({ invoices }) => count(invoices) },
                {
                  title: t('analytics.creditNotes'),
                  right: true,
                  wide: true,
                  cell: ({ credit_notes }) => count(credit_notes),
                },
                { title: t('analytics.netAmount'), right: true, cell: ({ net, currency }) => money(net, currency) },
                { title: t('analytics.tax'), right: true, cell: ({ tax, currency }) => money(tax, currency) },
              ]}
            />
          )}
        </Card>
      )}
    </ReportPage>
  );
}
