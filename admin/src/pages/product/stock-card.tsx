import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api } from '../../api/client';
import { useCan } from '../../api/me';
import { ago, count } from '../../lib/format';
import { Button } from '../../ui/button';
import { Card, Facts } from '../../ui/card';
import { TextField } from '../../ui/field';
import { FormDialog } from '../../ui/form';
import { toast } from '../../ui/toast';
import type { Detail } from './product';

const schema = z.object({ stock: z.number().int().min(0), reason: z.string().trim().min(1) });

export function StockCard({ product }: { product: Detail }) {
  const { t } = useTranslation();
  const can = useCan();
  const { uuid, stock, on_hand, allocated } = product;
  const params = { path: { uuid } };
  const { data } = api.useQuery(
    'get',
    '/api/admin/products/{uuid}/stock',
    { params: { ...params, query: { page_size: 8 } } },
    { enabled: can('read:stock') },
  );
  const { mutateAsync } = api.useMutation('put', '/api/admin/products/{uuid}/stock', { meta: { shown: true } });
  return (
    <Card
      title={t('products.stock')}
      actions={
        can('write:stock') && (
          <FormDialog
            trigger={<Button size="sm">{t('stock.count')}</Button>}
            title={t('stock.count')}
            description={t('stock.countHint')}
            submit={t('common.save')}
            schema={schema}
            defaults={{ stock: on_hand, reason: t('products.counted') }}
            onSubmit={async (body) => {
              await mutateAsync({ params, body });
              toast.success(t('common.saved'));
            }}
          >
            <TextField name="stock" label={t('products.onHand')} type="number" min={0} />
            <TextField name="reason" label={t('order.reason')} />
          </FormDialog>
        )
      }
    >
      <Facts
        rows={[
          [t('products.onHand'), count(on_hand)],
          [t('stock.allocated'), count(allocated)],
          [t('products.available'), <strong>{count(stock)}</strong>],
        ]}
      />
      {data && data.results.length > 0 && (
        <>
          <h3 className="mt-4 mb-1.5 text-sm font-medium text-muted">{t('stock.movements')}</h3>
          <ul className="flex flex-col gap-1.5 text-sm">
            {data.results.map(({ by, reason, order_number, actor, created }, at) => (
              <li key={at} className="flex gap-3">
                <span className="num w-10 shrink-0 text-right font-medium">{by > 0 ? `+${by}` : by}</span>
                <span className="min-w-0 flex-1 break-words">
                  {[reason, order_number, actor].filter(Boolean).join(' · ')}
                </span>
                <time dateTime={created} className="shrink-0 text-muted">
                  {ago(created)}
                </time>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
