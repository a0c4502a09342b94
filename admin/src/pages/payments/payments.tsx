import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { moment, money, shortMoment } from '../../lib/format';
import { Status } from '../../ui/badge';
import { Facts } from '../../ui/card';
import { Dialog } from '../../ui/dialog';
import { ListPage, listQuery } from '../../ui/list-page';
import { Failure, Skeleton } from '../../ui/states';
import { Table } from '../../ui/table';
import { OrderLink } from './order-link';
import { PaymentTabs } from './payment-tabs';

type Payment = Schemas['AdminPayment'];

const route = getRouteApi('/shell/payments');
const statuses = ['started', 'action_required', 'authorized', 'captured', 'declined', 'abandoned'] as const;
const providers = ['mock', 'stripe', 'cash', 'free'] as const;

export function Payments() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Payment>();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/payments', { params: { query: listQuery(search) } });
  return (
    <>
      <ListPage
        title={t('nav.payments')}
        tabs={<PaymentTabs />}
        search={search}
        query={query}
        filters={[
          { key: 'order', label: t('payments.orderSearch') },
          { key: 'status', label: t('common.status'), options: statuses.map((value) => [value, t(`status.${value}`)]) },
          { key: 'provider', label: t('payments.provider'), options: providers.map((value) => [value, value]) },
        ]}
        columns={[
          {
            title: t('payments.order'),
            cell: ({ order, order_uuid }) => <OrderLink uuid={order_uuid} number={order} />,
          },
          { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
          { title: t('payments.provider'), wide: true, cell: ({ provider }) => provider },
          { title: t('payments.created'), wide: true, cell: ({ date_created }) => shortMoment(date_created) },
          {
            title: t('payments.refunded'),
            wide: true,
            right: true,
            cell: ({ refunded, currency }) => (Number(refunded) === 0 ? '–' : money(refunded, currency)),
          },
          {
            title: t('payments.amount'),
            right: true,
            cell: (payment) => (
              <button
                type="button"
                className="num font-medium text-accent hover:underline"
                aria-label={`${t('payments.open', { order: payment.order })}: ${money(payment.amount, payment.currency)}`}
                onClick={() => setShown(payment)}
              >
                {money(payment.amount, payment.currency)}
              </button>
            ),
          },
        ]}
        rowKey={({ payment_uuid }) => payment_uuid}
        onRow={setShown}
        empty={{ title: t('payments.empty'), hint: t('order.noPaymentsHint') }}
      />
      {shown && (
        <Dialog
          wide
          title={t('payments.open', { order: shown.order })}
          open
          onOpenChange={(open) => !open && setShown(undefined)}
        >
          <Detail uuid={shown.payment_uuid} />
        </Dialog>
      )}
    </>
  );
}

function Detail({ uuid }: { uuid: string }) {
  const { t } = useTranslation();
  const { data, error } = api.useQuery('get', '/api/admin/payments/{uuid}', { params: { path: { uuid } } });
  if (error) return <Failure error={error} />;
  if (!data) return <Skeleton rows={8} />;
  const { currency, ledger } = data;
  return (
    <>
      <Facts
        rows={[
          [t('common.status'), <Status value={data.status} />],
          [t('payments.amount'), money(data.amount, currency)],
          [t('payments.refunded'), money(data.refunded, currency)],
          [t('payments.refundable'), money(data.refundable, currency)],
          [t('payments.withdrawn'), Number(data.withdrawn) !== 0 && money(data.withdrawn, currency)],
          [t('payments.provider'), data.provider],
          [t('payments.reference'), data.reference],
          [t('payments.reason'), data.reason],
          [t('payments.created'), moment(data.date_created)],
        ]}
      />
      <h3 className="mt-5 mb-1.5 font-semibold">{t('payments.ledger')}</h3>
      {ledger.length === 0 ? (
        <p className="text-muted">{t('payments.noLedger')}</p>
      ) : (
        <Table
          caption={t('payments.ledger')}
          rows={ledger}
          rowKey={({ kind, amount, date_created }) => `${kind} ${amount} ${date_created}`}
          columns={[
            { title: t('audit.at'), cell: ({ date_created }) => shortMoment(date_created) },
            { title: t('invoices.kind'), cell: ({ kind }) => t(`payments.ledgerKinds.${kind}`) },
            { title: t('payments.amount'), right: true, cell: ({ amount }) => money(amount, currency) },
          ]}
        />
      )}
    </>
  );
}
