import i18n from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { money, shortMoment } from '../../lib/format';
import { Card } from '../../ui/card';
import { Failure, Skeleton } from '../../ui/states';

/** What happened to an order, latest first. */
export function TimelineCard({ order_uuid }: { order_uuid: string }) {
  const { t } = useTranslation();
  const { data, error } = api.useQuery('get', '/api/admin/orders/{order_uuid}/timeline', {
    params: { path: { order_uuid }, query: { page_size: 50 } },
  });
  return (
    <Card title={t('order.timeline')}>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton rows={3} />}
      <ol className="relative ml-1 flex flex-col gap-3 border-l border-line">
        {data?.results.map(({ at, kind, number, name, amount, currency, reason, action, changes, actor }, index) => (
          <li key={index} className="pl-4">
            <span
              className="absolute -left-[4.5px] mt-1.5 size-2 rounded-full border border-surface bg-accent"
              aria-hidden
            />
            <p className="break-words">
              {kind === 'staff_action' ? actionText(action) : t(`timeline.${kind}`)}
              {amount !== null && `: ${money(amount, currency ?? undefined)}`}
            </p>
            {kind === 'staff_action' && <p className="break-words whitespace-pre-line">{wordsOf(changes)}</p>}
            <p className="text-sm break-words text-muted">
              {[shortMoment(at), actor?.username, name, kind === 'placed' ? null : number, reason]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** An action such as `order.note`, in words where there are some. */
function actionText(action: string | null): string {
  const key = `staffAction.${(action ?? '').replace(/^order\./, '')}`;
  return i18n.exists(key) ? i18n.t(key as 'staffAction.note') : (action ?? '');
}

/** What staff themselves wrote: a note or a tag. */
function wordsOf(changes: unknown): string | undefined {
  const { from, to } = (changes ?? {}) as Record<'from' | 'to', { note?: string; tag?: string } | undefined>;
  return to?.note ?? to?.tag ?? from?.note ?? from?.tag;
}
