import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/me';
import { money, shortMoment } from '../../lib/format';
import { Status } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Confirm } from '../../ui/confirm';
import { ListPage, listQuery } from '../../ui/list-page';
import { toast } from '../../ui/toast';
import { OrderLink } from './order-link';
import { PaymentTabs } from './payment-tabs';

const route = getRouteApi('/shell/payments/refunds');
const statuses = ['pending', 'done', 'failed', 'canceled'] as const;
const sources = ['shop', 'provider'] as const;

export function Refunds() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/refunds', { params: { query: listQuery(search) } });
  return (
    <ListPage
      title={t('nav.payments')}
      tabs={<PaymentTabs />}
      search={search}
      query={query}
      filters={[
        { key: 'status', label: t('common.status'), options: statuses.map((value) => [value, t(`status.${value}`)]) },
        {
          key: 'source',
          label: t('payments.source'),
          options: sources.map((value) => [value, t(`payments.sources.${value}`)]),
        },
      ]}
      columns={[
        {
          title: t('payments.order'),
          cell: ({ order, order_uuid }) => <OrderLink uuid={order_uuid} number={order} />,
        },
        { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
        {
          title: t('payments.reason'),
          wide: true,
          className: 'max-w-80',
          cell: ({ reason, failure }) => (
            <>
              <p className="truncate">{reason}</p>
              {failure && <p className="truncate text-sm text-bad">{failure}</p>}
            </>
          ),
        },
        { title: t('payments.created'), wide: true, cell: ({ date_created }) => shortMoment(date_created) },
        { title: t('payments.amount'), right: true, cell: ({ amount, currency }) => money(amount, currency) },
        { title: t('common.actions'), right: true, cell: (refund) => <Retry refund={refund} /> },
      ]}
      rowKey={({ refund_uuid }) => refund_uuid}
      empty={{ title: t('payments.noRefunds'), hint: t('payments.noRefundsHint') }}
    />
  );
}

function Retry({ refund: { refund_uuid, status, amount, currency, order } }: { refund: Schemas['AdminRefund'] }) {
  const { t } = useTranslation();
  const can = useCan();
  const { mutate, isPending } = api.useMutation('post', '/api/admin/refunds/{uuid}/retry', {
    onSuccess: () => toast.success(t('payments.retried')),
  });
  if (status !== 'failed' || !can('refund:orders')) return null;
  return (
    <Confirm
      title={t('payments.retryTitle')}
      description={t('payments.retryHint', { amount: money(amount, currency) })}
      action={t('common.retry')}
      onConfirm={() => mutate({ params: { path: { uuid: refund_uuid } } })}
    >
      <Button size="sm" busy={isPending} aria-label={`${t('common.retry')}: ${order}`}>
        {t('common.retry')}
      </Button>
    </Confirm>
  );
}
