import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../api/client';
import { useCan } from '../api/me';
import { changed } from '../lib/changed';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { TextField } from '../ui/field';
import { FormDialog } from '../ui/form';
import { ListPage, listQuery } from '../ui/list-page';
import { toast } from '../ui/toast';

type Brand = Schemas['CatalogRef'];

const route = getRouteApi('/shell/brands');

export function Brands() {
  const { t } = useTranslation();
  const mayWrite = useCan()('write:brands');
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/brands', { params: { query: listQuery(search) } });
  return (
    <ListPage
      title={t('nav.brands')}
      actions={
        mayWrite && (
          <BrandDialog>
            <Button variant="primary">
              <Plus aria-hidden />
              {t('brands.add')}
            </Button>
          </BrandDialog>
        )
      }
      search={search}
      query={query}
      columns={[
        { title: t('customer.name'), cell: ({ name }) => <span className="font-medium">{name}</span> },
        { title: t('product.slug'), wide: true, cell: ({ slug }) => <span className="text-muted">{slug}</span> },
        { title: t('common.actions'), right: true, cell: (brand) => mayWrite && <Actions brand={brand} /> },
      ]}
      rowKey={({ uuid }) => uuid}
      empty={{ title: t('brands.empty'), hint: t('brands.emptyHint') }}
    />
  );
}

function Actions({ brand }: { brand: Brand }) {
  const { t } = useTranslation();
  const remove = api.useMutation('delete', '/api/admin/brands/{uuid}');
  return (
    <span className="flex justify-end gap-1.5">
      <BrandDialog brand={brand}>
        <Button size="sm">{t('common.edit')}</Button>
      </BrandDialog>
      <Confirm
        title={t('common.removeTitle', { name: brand.name })}
        description={t('brands.removeHint')}
        action={t('common.remove')}
        onConfirm={() => remove.mutate({ params: { path: { uuid: brand.uuid } } })}
      >
        <Button size="sm" variant="ghost">
          {t('common.remove')}
        </Button>
      </Confirm>
    </span>
  );
}

const schema = z.object({ name: z.string().trim().min(1), slug: z.string().trim() });

const bodyOf = ({ name, slug }: z.infer<typeof schema>) => ({ name, ...(slug && { slug }) });

function BrandDialog({ brand, children }: { brand?: Brand; children: ReactElement<{ onClick?: () => void }> }) {
  const { t } = useTranslation();
  const meta = { meta: { shown: true } };
  const create = api.useMutation('post', '/api/admin/brands', meta);
  const change = api.useMutation('put', '/api/admin/brands/{uuid}', meta);
  return (
    <FormDialog
      trigger={children}
      title={brand ? brand.name : t('brands.add')}
      submit={t('common.save')}
      schema={schema}
      defaults={{ name: brand?.name ?? '', slug: brand?.slug ?? '' }}
      onSubmit={async (values, _key, shown) => {
        if (brand)
          await change.mutateAsync({ params: { path: { uuid: brand.uuid } }, body: changed(bodyOf, values, shown) });
        else await create.mutateAsync({ body: bodyOf(values) });
        toast.success(t('common.saved'));
      }}
    >
      <TextField name="name" label={t('customer.name')} />
      <TextField name="slug" label={t('product.slug')} hint={t('product.slugHint')} />
    </FormDialog>
  );
}
