import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { day, money } from '../lib/format';
import { ListPage, listQuery } from '../ui/list-page';
import { PdfView } from '../ui/pdf-view';

const route = getRouteApi('/shell/invoices');
const kinds = ['invoice', 'credit_note'] as const;

export function Invoices() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Schemas['InvoiceRow']>();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/invoices', { params: { query: listQuery(search) } });
  return (
    <>
      <ListPage
        title={t('nav.invoices')}
        search={search}
        query={query}
        filters={[
          { key: 'order', label: t('orders.number') },
          { key: 'kind', label: t('invoices.kind'), options: kinds.map((value) => [value, t(`document.${value}`)]) },
        ]}
        columns={[
          {
            title: t('orders.number'),
            cell: (invoice) => (
              <button
                type="button"
                className="num font-medium text-accent hover:underline"
                onClick={() => setShown(invoice)}
              >
                {invoice.number}
              </button>
            ),
          },
          { title: t('invoices.kind'), wide: true, cell: ({ kind }) => t(`document.${kind}`) },
          {
            title: t('tickets.order'),
            cell: ({ order, order_uuid }) => (
              <Link to="/orders/$order" params={{ order: order_uuid }} className="num hover:underline">
                {order}
              </Link>
            ),
          },
          { title: t('invoices.issued'), right: true, cell: ({ issued }) => day(issued) },
          { title: t('orders.sum'), right: true, cell: ({ gross, currency }) => money(gross, currency) },
        ]}
        rowKey={({ uuid }) => uuid}
        onRow={setShown}
        empty={{ title: t('invoices.empty'), hint: t('order.noDocuments') }}
      />
      {shown && (
        <PdfView
          path={`/api/admin/invoices/${shown.uuid}.pdf`}
          name={shown.number}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}
