import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { day, money, moment } from '../../lib/format';
import { Status } from '../../ui/badge';
import { ListPage, listQuery } from '../../ui/list-page';
import { OrderLink } from './order-link';
import { PaymentTabs } from './payment-tabs';

const route = getRouteApi('/shell/payments/disputes');
const statuses = ['needs_response', 'under_review', 'won', 'lost', 'closed'] as const;

export function Disputes() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/disputes', { params: { query: listQuery(search) } });
  return (
    <ListPage
      title={t('nav.payments')}
      subtitle={t('payments.disputesHint')}
      tabs={<PaymentTabs />}
      search={search}
      query={query}
      filters={[
        { key: 'status', label: t('common.status'), options: statuses.map((value) => [value, t(`status.${value}`)]) },
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
          cell: ({ reason, reference }) => (
            <>
              <p>{reason}</p>
              <p className="text-sm text-muted">{reference}</p>
            </>
          ),
        },
        { title: t('payments.opened'), wide: true, cell: ({ date_opened }) => day(date_opened) },
        {
          title: t('payments.due'),
          cell: ({ date_evidence_due }) => (date_evidence_due ? moment(date_evidence_due) : '–'),
        },
        { title: t('payments.amount'), right: true, cell: ({ amount, currency }) => money(amount, currency) },
      ]}
      rowKey={({ dispute_uuid }) => dispute_uuid}
      empty={{ title: t('payments.noDisputes'), hint: t('payments.disputesHint') }}
    />
  );
}
