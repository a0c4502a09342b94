import { useTranslation } from 'react-i18next';
import { money } from '../../lib/format';
import { Badge, type Tone } from '../../ui/badge';
import { Card, Facts } from '../../ui/card';
import { Table } from '../../ui/table';
import { type Line, openUnits } from './units';
import type { Detail } from './use-order';

/** What became of the units of a line. */
function Units({ line }: { line: Line }) {
  const { t } = useTranslation();
  const inTransit = line.shipped - line.delivered - line.undelivered;
  const parts: [number, 'open' | 'inTransit' | 'delivered' | 'undelivered' | 'canceled' | 'returned', Tone][] = [
    [openUnits(line), 'open', 'warn'],
    [inTransit, 'inTransit', 'info'],
    [line.delivered - line.returned, 'delivered', 'ok'],
    [line.returned, 'returned', 'neutral'],
    [line.undelivered, 'undelivered', 'bad'],
    [line.canceled, 'canceled', 'neutral'],
  ];
  return (
    <span className="flex flex-wrap gap-1">
      {parts
        .filter(([units]) => units > 0)
        .map(([units, name, tone]) => (
          <Badge key={name} tone={tone}>
            {units} {t(`units.${name}`)}
          </Badge>
        ))}
    </span>
  );
}

export function LinesCard({ order }: { order: Detail }) {
  const { t } = useTranslation();
  const { currency } = order;
  const amount = (value: string) => money(value, currency);
  return (
    <Card title={t('order.lines')} flush>
      <Table
        caption={t('order.lines')}
        rows={order.products}
        rowKey={({ order_product_uuid }) => order_product_uuid}
        columns={[
          {
            title: t('order.product'),
            cell: (line) => (
              <>
                <p className="mb-0.5 font-medium">{line.name}</p>
                <Units line={line} />
              </>
            ),
          },
          { title: t('order.price'), right: true, wide: true, cell: ({ value }) => amount(value) },
          { title: t('order.quantity'), right: true, cell: ({ quantity }) => `× ${quantity}` },
          {
            title: t('order.total'),
            right: true,
            cell: ({ value, quantity }) => amount(String(Number(value) * quantity)),
          },
        ]}
      />
      <div className="num ml-auto max-w-80 border-t border-line p-4 sm:border-t-0">
        <Facts
          rows={[
            [t('order.subtotal'), amount(order.subtotal)],
            [
              order.coupon ? t('order.discountBy', { coupon: order.coupon }) : t('order.discount'),
              Number(order.discount) > 0 && amount(`-${order.discount}`),
            ],
            [t('order.shipping'), amount(order.shipping)],
            [t('order.tax'), <span className="text-muted">{amount(order.tax)}</span>],
            [t('order.sum'), <strong>{amount(order.sum)}</strong>],
          ]}
        />
      </div>
    </Card>
  );
}
