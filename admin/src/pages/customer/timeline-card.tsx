import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { shortMoment } from '../../lib/format';
import { Card } from '../../ui/card';
import { Failure, Skeleton } from '../../ui/states';

export const useCustomerTimeline = (uuid: string) =>
  api.useQuery('get', '/api/admin/customers/{uuid}/timeline', {
    params: { path: { uuid }, query: { page_size: 50 } },
  });

/** What staff did to the account, and the orders, latest first. */
export function CustomerTimeline({ uuid }: { uuid: string }) {
  const { t } = useTranslation();
  const { data, error } = useCustomerTimeline(uuid);
  return (
    <Card title={t('order.timeline')}>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton rows={3} />}
      {data?.count === 0 && <p className="text-muted">{t('customers.noEvents')}</p>}
      <ol className="flex flex-col gap-3">
        {data?.results.map(({ at, kind, uuid: order, number, action, actor }, index) => (
          <li key={index} className="border-l-2 border-line pl-3">
            <p className="break-words">
              {kind === 'staff_action' ? action : t(`timeline.${kind}`)}
              {kind === 'placed' && order && (
                <>
                  {': '}
                  <Link to="/orders/$order" params={{ order }} className="num text-accent underline">
                    {number}
                  </Link>
                </>
              )}
            </p>
            <p className="text-sm text-muted">{[shortMoment(at), actor?.username].filter(Boolean).join(' · ')}</p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
