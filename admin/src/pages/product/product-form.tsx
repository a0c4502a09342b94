import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { treeOf, useWholeList } from '../../api/catalog';
import { api } from '../../api/client';
import { useCan } from '../../api/me';
import { toAmount, toBasisPoints, toPercent } from '../../lib/basis-points';
import { changed } from '../../lib/changed';
import { CheckField, SelectField, TextArea, TextField } from '../../ui/field';
import { Form } from '../../ui/form';
import { Skeleton } from '../../ui/states';
import { toast } from '../../ui/toast';
import { CategoryPicker } from './category-picker';
import type { Detail } from './product';

const schema = z.object({
  name: z.string().trim().min(1),
  slug: z.string().trim(),
  description: z.string(),
  price: z.string().trim().min(1),
  old_price: z.string().trim(),
  tax: z.string().trim(),
  brand: z.string(),
  categories: z.array(z.string()),
  published: z.boolean(),
});

type Values = z.infer<typeof schema>;

/** Changes a product, or creates one. */
export function ProductForm({ product }: { product?: Detail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const can = useCan();
  const brands = useWholeList('/api/admin/brands');
  const categories = useWholeList('/api/admin/categories');
  const meta = { meta: { shown: true } };
  const create = api.useMutation('post', '/api/admin/products', meta);
  const change = api.useMutation('put', '/api/admin/products/{uuid}', meta);
  const bodyOf = ({ slug, price, old_price, tax, brand, categories: chosen, ...rest }: Values) => ({
    ...rest,
    ...(slug && { slug }),
    price: toAmount(price),
    old_price: old_price ? toAmount(old_price) : null,
    ...(tax && { tax_rate: toBasisPoints(tax) }),
    brand: brand || null,
    // Who may not see categories leaves them as they are.
    ...(can('read:categories') && { categories: chosen }),
  });
  const save = async (values: Values, _key: string, shown: Values) => {
    if (product)
      await change.mutateAsync({ params: { path: { uuid: product.uuid } }, body: changed(bodyOf, values, shown) });
    else {
      const { uuid } = await create.mutateAsync({ body: bodyOf(values) });
      await navigate({ to: '/products/$product', params: { product: uuid } });
    }
    toast.success(t('common.saved'));
  };
  if (brands.isLoading || categories.isLoading) return <Skeleton rows={8} />;
  const known = brands.data ?? (product?.brand ? [product.brand] : []);
  const options: [string, string][] = [
    ['', t('product.none')],
    ...known.map(({ slug, name }): [string, string] => [slug, name]),
  ];
  return (
    <Form
      schema={schema}
      defaults={{
        name: product?.name ?? '',
        slug: product?.slug ?? '',
        description: product?.description ?? '',
        price: product?.price ?? '',
        old_price: product?.old_price ?? '',
        tax: product ? toPercent(product.tax_rate) : '',
        brand: product?.brand?.slug ?? '',
        categories: product?.categories.map(({ slug }) => slug) ?? [],
        published: product?.published ?? true,
      }}
      submit={t('common.save')}
      onSubmit={save}
    >
      <TextField name="name" label={t('products.name')} />
      <TextArea name="description" label={t('product.description')} rows={6} />
      <div className="grid gap-3 sm:grid-cols-3">
        <TextField name="price" label={t('product.price')} inputMode="decimal" />
        <TextField
          name="old_price"
          label={t('product.oldPrice')}
          hint={t('product.oldPriceHint')}
          inputMode="decimal"
        />
        <TextField
          name="tax"
          label={t('product.tax')}
          hint={product ? undefined : t('product.taxHint')}
          inputMode="decimal"
        />
      </div>
      {categories.data && <CategoryPicker tree={treeOf(categories.data)} />}
      <SelectField name="brand" label={t('product.brand')} options={options} />
      <TextField name="slug" label={t('product.slug')} hint={t('product.slugHint')} />
      <CheckField name="published" label={t('product.published')} />
    </Form>
  );
}
