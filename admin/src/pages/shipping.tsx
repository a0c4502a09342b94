import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../api/client';
import { useCan } from '../api/me';
import { toAmount, toBasisPoints, toPercent } from '../lib/basis-points';
import { changed } from '../lib/changed';
import { money } from '../lib/format';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { CheckField, SelectField, TextField } from '../ui/field';
import { FormDialog } from '../ui/form';
import { ListPage, listQuery } from '../ui/list-page';
import { toast } from '../ui/toast';

type Method = Schemas['AdminShippingMethod'];

const route = getRouteApi('/shell/shipping');

export function Shipping() {
  const { t } = useTranslation();
  const can = useCan();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/shipping-methods', {
    params: { query: listQuery(search) },
  });
  return (
    <ListPage
      title={t('nav.shipping')}
      actions={
        can('write:shipping') && (
          <MethodDialog>
            <Button variant="primary">
              <Plus aria-hidden />
              {t('shipping.add')}
            </Button>
          </MethodDialog>
        )
      }
      search={search}
      query={query}
      columns={[
        {
          title: t('customer.name'),
          cell: ({ name, is_default }) => (
            <span className="flex items-center gap-2 font-medium">
              {name} {is_default && <Badge tone="info">{t('shipping.default')}</Badge>}
            </span>
          ),
        },
        { title: t('shipping.kind'), wide: true, cell: ({ kind }) => t(`shipping.${kind}`) },
        {
          title: t('shipping.countries'),
          wide: true,
          cell: ({ countries }) => (countries.length > 0 ? countries.join(', ') : t('shipping.everywhere')),
        },
        {
          title: t('common.status'),
          cell: ({ active }) => (
            <Badge tone={active ? 'ok' : 'neutral'}>{active ? t('common.active') : t('common.inactive')}</Badge>
          ),
        },
        { title: t('products.price'), right: true, cell: ({ price }) => money(price) },
        {
          title: t('shipping.freeFrom'),
          wide: true,
          right: true,
          cell: ({ free_from }) => (free_from === null ? '–' : money(free_from)),
        },
        { title: t('common.actions'), right: true, cell: (method) => <Actions method={method} /> },
      ]}
      rowKey={({ uuid }) => uuid}
      empty={{ title: t('shipping.empty'), hint: t('shipping.emptyHint') }}
    />
  );
}

function Actions({ method }: { method: Method }) {
  const { t } = useTranslation();
  const can = useCan();
  const remove = api.useMutation('delete', '/api/admin/shipping-methods/{uuid}');
  if (!can('write:shipping')) return null;
  return (
    <span className="flex justify-end gap-1.5">
      <MethodDialog method={method}>
        <Button size="sm">{t('common.edit')}</Button>
      </MethodDialog>
      <Confirm
        title={t('common.removeTitle', { name: method.name })}
        description={t('common.cannotUndo')}
        action={t('common.remove')}
        onConfirm={() => remove.mutate({ params: { path: { uuid: method.uuid } } })}
      >
        <Button size="sm" variant="ghost">
          {t('common.remove')}
        </Button>
      </Confirm>
    </span>
  );
}

const schema = z.object({
  name: z.string().trim().min(1),
  kind: z.enum(['delivery', 'pickup']),
  price: z.string().trim().min(1),
  free_from: z.string().trim(),
  tax: z.string().trim(),
  countries: z.string(),
  is_default: z.boolean(),
  active: z.boolean(),
});
type Values = z.infer<typeof schema>;

const bodyOf = ({ price, free_from, tax, countries, ...rest }: Values) => ({
  ...rest,
  price: toAmount(price),
  free_from: free_from ? toAmount(free_from) : null,
  ...(tax && { tax_rate: toBasisPoints(tax) }),
  countries: countries.toUpperCase().match(/[A-Z]{2}/g) ?? [],
});

function MethodDialog({ method, children }: { method?: Method; children: ReactElement<{ onClick?: () => void }> }) {
  const { t } = useTranslation();
  const meta = { meta: { shown: true } };
  const create = api.useMutation('post', '/api/admin/shipping-methods', meta);
  const change = api.useMutation('put', '/api/admin/shipping-methods/{uuid}', meta);
  const save = async (values: Values, _key: string, shown: Values) => {
    if (method)
      await change.mutateAsync({ params: { path: { uuid: method.uuid } }, body: changed(bodyOf, values, shown) });
    else await create.mutateAsync({ body: bodyOf(values) });
    toast.success(t('common.saved'));
  };
  return (
    <FormDialog
      trigger={children}
      title={method ? method.name : t('shipping.add')}
      submit={t('common.save')}
      schema={schema}
      defaults={{
        name: method?.name ?? '',
        kind: method?.kind ?? 'delivery',
        price: method?.price ?? '',
        free_from: method?.free_from ?? '',
        tax: method ? toPercent(method.tax_rate) : '',
        countries: method?.countries.join(', ') ?? '',
        is_default: method?.is_default ?? false,
        active: method?.active ?? true,
      }}
      onSubmit={save}
    >
      <TextField name="name" label={t('customer.name')} />
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          name="kind"
          label={t('shipping.kind')}
          options={[
            ['delivery', t('shipping.delivery')],
            ['pickup', t('shipping.pickup')],
          ]}
        />
        <TextField
          name="tax"
          label={t('product.tax')}
          hint={method ? undefined : t('product.taxHint')}
          inputMode="decimal"
        />
        <TextField name="price" label={t('products.price')} inputMode="decimal" />
        <TextField name="free_from" label={t('shipping.freeFrom')} inputMode="decimal" />
      </div>
      <TextField name="countries" label={t('shipping.countries')} hint={t('shipping.countriesHint')} />
      <CheckField name="is_default" label={t('shipping.isDefault')} />
      <CheckField name="active" label={t('shipping.active')} />
    </FormDialog>
  );
}
