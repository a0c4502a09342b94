import { useTranslation } from 'react-i18next';
import { money, shortMoment } from '../../lib/format';
import { Card } from '../../ui/card';
import type { Detail, OrderQueries } from './use-order';

interface Event {
  at: string | null;
  text: string;
}

/** What happened to an order, latest first, from its parts. */
export function TimelineCard({ order, queries }: { order: Detail; queries: OrderQueries }) {
  const { t } = useTranslation();
  const events: Event[] = [
    { at: order.date_created, text: t('timeline.placed') },
    { at: order.date_paid, text: t('timeline.paid') },
    ...(queries.payments.data?.results ?? [])
      .filter(({ status }) => status === 'declined')
      .map(({ date_created }) => ({ at: date_created, text: t('timeline.declined') })),
    ...(queries.shipments.data?.results ?? []).flatMap(({ carrier, date_shipped, ...ends }) => [
      { at: date_shipped, text: t('timeline.shipped', { carrier }) },
      { at: ends.date_delivered, text: t('timeline.delivered', { carrier }) },
      { at: ends.date_lost, text: t('timeline.lost', { carrier }) },
      { at: ends.date_returned, text: t('timeline.returned', { carrier }) },
    ]),
    ...(queries.credits.data?.results ?? []).map(({ date_created, kind, amount }) => ({
      at: date_created,
      text: `${t(`credit.${kind}`)}: ${money(`-${amount}`, order.currency)}`,
    })),
    ...(queries.refunds.data?.results ?? []).flatMap(({ date_done, date_failed, amount, currency }) => [
      { at: date_done, text: t('timeline.refunded', { amount: money(amount, currency) }) },
      { at: date_failed, text: t('timeline.refundFailed', { amount: money(amount, currency) }) },
    ]),
    ...(queries.invoices.data?.results ?? []).map(({ issued, number }) => ({ at: issued, text: number })),
  ];
  const shown = events
    .filter((event): event is Event & { at: string } => event.at !== null)
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <Card title={t('order.timeline')}>
      <ol className="relative ml-1 flex flex-col gap-3 border-l border-line">
        {shown.map(({ at, text }, index) => (
          <li key={index} className="pl-4">
            <span
              className="absolute -left-[4.5px] mt-1.5 size-2 rounded-full border border-surface bg-accent"
              aria-hidden
            />
            <p>{text}</p>
            <time dateTime={at} className="text-sm text-muted">
              {shortMoment(at)}
            </time>
          </li>
        ))}
      </ol>
    </Card>
  );
}
