import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api } from '../../api/client';
import { useCan } from '../../api/me';
import { toAmount, toBasisPoints, toPercent } from '../../lib/basis-points';
import { CheckField, SelectField, TextArea, TextField } from '../../ui/field';
import { Form } from '../../ui/form';
import { Skeleton } from '../../ui/states';
import { toast } from '../../ui/toast';
import type { Detail } from './product';

const schema = z.object({
  name: z.string().trim().min(1),
  slug: z.string().trim(),
  description: z.string(),
  price: z.string().trim().min(1),
  old_price: z.string().trim(),
  tax: z.string().trim().min(1),
  brand: z.string(),
  category: z.string(),
  published: z.boolean(),
});

/** Changes a product, or creates one. */
export function ProductForm({ product }: { product?: Detail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const can = useCan();
  const all = { params: { query: { page_size: 100 } } };
  const brands = api.useQuery('get', '/api/admin/brands', all, { enabled: can('read:brands') });
  const categories = api.useQuery('get', '/api/admin/categories', all, { enabled: can('read:categories') });
  const meta = { meta: { shown: true } };
  const create = api.useMutation('post', '/api/admin/products', meta);
  const change = api.useMutation('put', '/api/admin/products/{uuid}', meta);
  const save = async (values: z.infer<typeof schema>) => {
    const { slug, price, old_price, tax, brand, category, ...rest } = values;
    const [first, ...others] = product?.categories ?? [];
    const body = {
      ...rest,
      ...(slug && { slug }),
      price: toAmount(price),
      old_price: old_price ? toAmount(old_price) : null,
      tax_rate: toBasisPoints(tax),
      brand: brand || null,
      // The form shows the first; the others stay.
      ...(category !== (first?.slug ?? '') && {
        categories: [category, ...others.map((other) => other.slug)].filter(Boolean),
      }),
    };
    if (product) await change.mutateAsync({ params: { path: { uuid: product.uuid } }, body });
    else {
      const { uuid } = await create.mutateAsync({ body });
      await navigate({ to: '/products/$product', params: { product: uuid } });
    }
    toast.success(t('common.saved'));
  };
  if (brands.isLoading || categories.isLoading) return <Skeleton rows={8} />;
  const options = (refs: { slug: string; name: string }[] = []): [string, string][] => [
    ['', t('product.none')],
    ...refs.map(({ slug, name }): [string, string] => [slug, name]),
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
        tax: toPercent(product?.tax_rate ?? 1900),
        brand: product?.brand?.slug ?? '',
        category: product?.categories[0]?.slug ?? '',
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
        <TextField name="tax" label={t('product.tax')} inputMode="decimal" />
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField name="category" label={t('products.category')} options={options(categories.data?.results)} />
        <SelectField name="brand" label={t('product.brand')} options={options(brands.data?.results)} />
      </div>
      <TextField name="slug" label={t('product.slug')} hint={t('product.slugHint')} />
      <CheckField name="published" label={t('product.published')} />
    </Form>
  );
}
