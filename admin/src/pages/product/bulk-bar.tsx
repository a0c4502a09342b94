import { Eye, EyeOff, FolderTree, Percent } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { indented, treeOf, useWholeList } from '../../api/catalog';
import { api, type Schemas } from '../../api/client';
import { asApiError } from '../../api/error';
import { errorText } from '../../i18n/error-text';
import { toBasisPoints, toPercent } from '../../lib/basis-points';
import { type Bulk, BulkBar } from '../../ui/bulk';
import { Button } from '../../ui/button';
import { SelectField, TextField } from '../../ui/field';
import { FormDialog } from '../../ui/form';
import { toast } from '../../ui/toast';
import type { Choice } from '../../ui/use-choice';
import { PriceDialog } from './price-dialog';

type Product = Schemas['AdminProduct'];
type Change = Schemas['ProductChange'];

const max = 500;

interface ProductBulkBarProps {
  choice: Choice<Product>;
  bulk: Bulk<Product>;
}

export function ProductBulkBar({ choice, bulk }: ProductBulkBarProps) {
  const { t } = useTranslation();
  const change = useChange(choice.rows, bulk);
  const publish = (published: boolean) =>
    void change(t(published ? 'bulk.publish' : 'bulk.hide'), () => ({ published })).catch((error: unknown) =>
      toast.error(errorText(asApiError(error))),
    );
  return (
    <BulkBar choice={choice} max={max}>
      {choice.rows.some(({ published }) => !published) && (
        <Button onClick={() => publish(true)}>
          <Eye aria-hidden />
          {t('bulk.publish')}
        </Button>
      )}
      {choice.rows.some(({ published }) => published) && (
        <Button onClick={() => publish(false)}>
          <EyeOff aria-hidden />
          {t('bulk.hide')}
        </Button>
      )}
      <PriceDialog products={choice.rows} change={(changesOf) => change(t('bulk.price'), changesOf)} />
      <Tax products={choice.rows} change={(changesOf) => change(t('bulk.tax'), changesOf)} />
      <Category change={(changesOf) => change(t('bulk.category'), changesOf)} />
    </BulkBar>
  );
}

type ChangesOf = (product: Product) => Change;

function useChange(products: Product[], bulk: Bulk<Product>) {
  const { mutateAsync } = api.useMutation('post', '/api/admin/products/bulk', { meta: { shown: true } });
  return async (action: string, changesOf: ChangesOf) => {
    // Where somebody else was faster, they decide.
    const rows = products.map((product) => ({
      uuid: product.uuid,
      updated: product.updated,
      changes: changesOf(product),
    }));
    const results = await mutateAsync({ body: { rows } });
    bulk.settle(action, products, results, (changed) =>
      mutateAsync({
        body: {
          rows: changed.map((product) => ({ uuid: product.uuid, changes: before(product, changesOf(product)) })),
        },
      }),
    );
  };
}

/** What takes a change back. */
function before(product: Product, changes: Change): Change {
  const { price, old_price, tax_rate, published, categories } = product;
  const all: Change = { price, old_price, tax_rate, published, categories: categories.map(({ slug }) => slug) };
  return Object.fromEntries(Object.entries(all).filter(([field]) => field in changes));
}

interface ChangeDialogProps {
  change: (changesOf: ChangesOf) => Promise<unknown>;
}

const taxSchema = z.object({
  tax: z
    .string()
    .trim()
    .regex(/^\d{1,3}([.,]\d{1,2})?$/),
});

function Tax({ products, change }: ChangeDialogProps & { products: Product[] }) {
  const { t } = useTranslation();
  return (
    <FormDialog
      trigger={
        <Button>
          <Percent aria-hidden />
          {t('bulk.tax')}
        </Button>
      }
      title={t('bulk.taxTitle')}
      submit={t('common.save')}
      schema={taxSchema}
      defaults={{ tax: toPercent(products[0]?.tax_rate ?? 0) }}
      onSubmit={({ tax }) => change(() => ({ tax_rate: toBasisPoints(tax) }))}
    >
      <TextField name="tax" label={t('product.tax')} inputMode="decimal" />
    </FormDialog>
  );
}

const categorySchema = z.object({ category: z.string().min(1) });

function Category({ change }: ChangeDialogProps) {
  const { t } = useTranslation();
  const branches = treeOf(useWholeList('/api/admin/categories').data ?? []);
  if (branches.length === 0) return null;
  return (
    <FormDialog
      trigger={
        <Button>
          <FolderTree aria-hidden />
          {t('bulk.category')}
        </Button>
      }
      title={t('bulk.categoryTitle')}
      description={t('bulk.categoryHint')}
      submit={t('common.save')}
      schema={categorySchema}
      defaults={{ category: branches[0]?.category.slug ?? '' }}
      onSubmit={({ category }) =>
        change(({ categories }) => ({ categories: [...new Set([...categories.map(({ slug }) => slug), category])] }))
      }
    >
      <SelectField
        name="category"
        label={t('products.category')}
        options={branches.map((branch) => [branch.category.slug, indented(branch)])}
      />
    </FormDialog>
  );
}
