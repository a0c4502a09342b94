import { CircleDollarSign } from 'lucide-react';
import { useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { Schemas } from '../../api/client';
import { count, money } from '../../lib/format';
import { Button } from '../../ui/button';
import { CheckField, SelectField, TextField } from '../../ui/field';
import { FormDialog } from '../../ui/form';
import { isRule, newPrice, type PriceRule } from './new-price';

type Product = Schemas['AdminProduct'];

interface PriceDialogProps {
  products: Product[];
  change: (changesOf: (product: Product) => Schemas['ProductChange']) => Promise<unknown>;
}

export function PriceDialog({ products, change }: PriceDialogProps) {
  const { t } = useTranslation();
  const schema = z
    .object({ mode: z.enum(['percent', 'value']), amount: z.string().trim(), keepOld: z.boolean() })
    .refine((values) => values.mode === 'value' || isRule(values), { path: ['amount'], message: t('bulk.badNumber') })
    .refine((values) => values.mode === 'percent' || isRule(values), { path: ['amount'], message: t('bulk.badPrice') });
  return (
    <FormDialog
      trigger={
        <Button>
          <CircleDollarSign aria-hidden />
          {t('bulk.price')}
        </Button>
      }
      title={t('bulk.priceTitle')}
      description={t('bulk.priceHint')}
      submit={t('common.save')}
      schema={schema}
      defaults={{ mode: 'percent', amount: '', keepOld: false }}
      onSubmit={({ keepOld, ...rule }) =>
        change(({ price }) => {
          const next = newPrice(price, rule);
          // Struck through, only a higher one makes sense.
          return { price: next, ...(keepOld && Number(next) < Number(price) && { old_price: price }) };
        })
      }
    >
      <SelectField
        name="mode"
        label={t('bulk.mode')}
        options={[
          ['percent', t('bulk.percent')],
          ['value', t('bulk.value')],
        ]}
      />
      <Amount />
      <CheckField name="keepOld" label={t('bulk.keepOld')} />
      <Preview products={products} />
    </FormDialog>
  );
}

const useRule = () => useWatch() as PriceRule;

function Amount() {
  const { t } = useTranslation();
  const { mode } = useRule();
  return (
    <TextField
      name="amount"
      label={t(mode === 'percent' ? 'bulk.percentField' : 'bulk.valueField')}
      inputMode={mode === 'percent' ? 'text' : 'decimal'}
    />
  );
}

const previewed = 6;

function Preview({ products }: { products: Product[] }) {
  const { t } = useTranslation();
  const rule = useRule();
  if (!isRule(rule)) return null;
  return (
    <ul className="rounded-lg bg-subtle px-3 py-2" aria-live="polite">
      {products.slice(0, previewed).map(({ uuid, name, price, currency }) => (
        <li key={uuid} className="flex gap-3">
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <s className="num text-muted">{money(price, currency)}</s>
          <strong className="num font-semibold">{money(newPrice(price, rule), currency)}</strong>
        </li>
      ))}
      {products.length > previewed && (
        <li className="text-muted">{t('bulk.more', { rows: count(products.length - previewed) })}</li>
      )}
    </ul>
  );
}
