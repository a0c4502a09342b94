import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/me';
import { moment, money } from '../../lib/format';
import { Status } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Empty, Skeleton } from '../../ui/states';
import { CreditDialog } from './actions';
import type { Detail } from './use-order';

const rowClass = 'flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5 last:border-0';

interface PaymentsCardProps {
  payments: Schemas['AdminPayment'][] | undefined;
  refunds: Schemas['AdminRefund'][] | undefined;
}

export function PaymentsCard({ payments, refunds }: PaymentsCardProps) {
  const { t } = useTranslation();
  const can = useCan();
  const retry = api.useMutation('post', '/api/admin/refunds/{uuid}/retry');
  return (
    <Card title={t('order.payments')} flush>
      {!payments && <Skeleton rows={2} />}
      {payments?.length === 0 && <Empty title={t('order.noPayments')} hint={t('order.noPaymentsHint')} />}
      {payments?.map(({ payment_uuid, provider, status, amount, currency, reason, reference, date_created }) => (
        <div key={payment_uuid} className={rowClass}>
          <div className="min-w-0 flex-1">
            <p className="flex items-center gap-2 font-medium">
              {provider} <Status value={status} />
            </p>
            <p className="text-sm break-words text-muted">
              {[moment(date_created), reference, reason].filter(Boolean).join(' · ')}
            </p>
          </div>
          <span className="num font-medium">{money(amount, currency)}</span>
        </div>
      ))}
      {refunds?.map(({ refund_uuid, status, amount, currency, reason, failure, date_created }) => (
        <div key={refund_uuid} className={rowClass}>
          <div className="min-w-0 flex-1">
            <p className="flex items-center gap-2 font-medium">
              {t('order.refund')} <Status value={status} />
            </p>
            <p className="text-sm break-words text-muted">
              {[moment(date_created), reason, failure].filter(Boolean).join(' · ')}
            </p>
          </div>
          {status === 'failed' && can('refund:orders') && (
            <Button
              size="sm"
              busy={retry.isPending}
              onClick={() => retry.mutate({ params: { path: { uuid: refund_uuid } } })}
            >
              {t('common.retry')}
            </Button>
          )}
          <span className="num font-medium">{money(`-${amount}`, currency)}</span>
        </div>
      ))}
    </Card>
  );
}

export function CreditsCard({ order, credits }: { order: Detail; credits: Schemas['CreditDto'][] | undefined }) {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <Card
      title={t('order.credits')}
      actions={order.status !== 'canceled' && can('refund:orders') && <AddCredit order={order} />}
      flush
    >
      {!credits && <Skeleton rows={1} />}
      {credits?.length === 0 && <p className="px-4 py-3 text-muted">{t('order.noCredits')}</p>}
      {credits?.map(({ credit_uuid, kind, reason, amount, lines, credit_notes, date_created }) => (
        <div key={credit_uuid} className={rowClass}>
          <div className="min-w-0 flex-1">
            <p className="font-medium">
              {t(`credit.${kind}`)}
              {lines.length > 0 && (
                <span className="font-normal text-muted">
                  {' · '}
                  {lines.map(({ name, quantity }) => `${quantity} × ${name}`).join(', ')}
                </span>
              )}
            </p>
            <p className="text-sm text-muted">
              {[moment(date_created), reason, credit_notes.join(', ')].filter(Boolean).join(' · ')}
            </p>
          </div>
          <span className="num font-medium">{money(`-${amount}`, order.currency)}</span>
        </div>
      ))}
    </Card>
  );
}

function AddCredit({ order }: { order: Detail }) {
  const { t } = useTranslation();
  const { mutateAsync } = api.useMutation('post', '/api/admin/orders/{order_uuid}/credits', { meta: { shown: true } });
  return (
    <CreditDialog
      order={order}
      trigger={
        <Button size="sm" variant="ghost">
          {t('order.addCredit')}
        </Button>
      }
      title={t('order.addCredit')}
      description={t('order.creditHint')}
      submit={t('order.addCredit')}
      done={t('common.saved')}
      send={(order_uuid, key, body) =>
        mutateAsync({ params: { path: { order_uuid }, header: { 'Idempotency-Key': key } }, body })
      }
    />
  );
}
