import { getRouteApi, Link } from '@tanstack/react-router';
import { ImageOff, PencilLine, Plus, Upload } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { v4 } from 'uuid';
import { indented, treeOf, useWholeList } from '../api/catalog';
import { api, type Schemas } from '../api/client';
import { useCan } from '../api/me';
import { count } from '../lib/format';
import { Badge } from '../ui/badge';
import { buttonClass } from '../ui/button';
import { BulkOutcome, useBulk } from '../ui/bulk';
import { EditableCell } from '../ui/editable-cell';
import { ListPage, listQuery } from '../ui/list-page';
import { toast } from '../ui/toast';
import { useChoice } from '../ui/use-choice';
import { ProductBulkBar } from './product/bulk-bar';
import type { PasteDialogProps } from './product/paste-dialog';
import type { PasteColumn } from './product/pasted';

type Product = Schemas['AdminProduct'];

const PasteDialog = lazy(() => import('./product/paste-dialog'));
const route = getRouteApi('/shell/products');

const keyOf = ({ uuid }: Product): string => uuid;

/** A grid to type in: name, price and counted stock are saved cell by cell. */
export function Products() {
  const { t } = useTranslation();
  const can = useCan();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/products', { params: { query: listQuery(search) } });
  const categories = useWholeList('/api/admin/categories');
  const save = useSave();
  const [pasted, setPasted] = useState<Pick<PasteDialogProps, 'text' | 'products' | 'column'>>();
  const paste = (product: Product, column: PasteColumn) => (text: string) => {
    const rows = query.data?.results ?? [];
    setPasted({ text, column, products: rows.slice(rows.findIndex(({ uuid }) => uuid === product.uuid)) });
  };
  const mayEdit = can('write:products');
  const choice = useChoice(query.data?.results, keyOf);
  const bulk = useBulk(choice);
  const yesNo = (yes: string, no: string): [string, string][] => [
    ['true', yes],
    ['false', no],
  ];
  return (
    <>
      <ListPage
        title={t('nav.products')}
        actions={
          mayEdit && (
            <span className="flex gap-2">
              <Link to="/products/import" className={buttonClass()}>
                <Upload aria-hidden />
                {t('nav.import')}
              </Link>
              <Link to="/products/new" className={buttonClass('primary')}>
                <Plus aria-hidden />
                {t('products.add')}
              </Link>
            </span>
          )
        }
        subtitle={mayEdit ? t('products.editHint') : undefined}
        search={search}
        query={query}
        filters={[
          { key: 'search', label: t('products.search') },
          {
            key: 'category',
            label: t('products.category'),
            options: treeOf(categories.data ?? []).map((branch) => [branch.category.slug, indented(branch)]),
          },
          { key: 'in_stock', label: t('products.stock'), options: yesNo(t('products.inStock'), t('products.soldOut')) },
          {
            key: 'published',
            label: t('products.visibility'),
            options: yesNo(t('products.published'), t('products.hidden')),
          },
          {
            key: 'ordering',
            label: t('products.ordering'),
            options: (['name', 'price', '-price', '-created', '-rating'] as const).map((value) => [
              value,
              t(`products.order.${value}`),
            ]),
          },
        ]}
        columns={[
          {
            title: t('products.name'),
            className: 'min-w-44 w-full md:min-w-64',
            cell: (product) => (
              <div className="flex items-center gap-3">
                <Cover product={product} />
                <div className="min-w-0 flex-1">
                  <EditableCell
                    label={t('products.nameOf', { name: product.name })}
                    value={product.name}
                    disabled={!mayEdit}
                    save={(name) => save.product(product, { name })}
                    onPasteCells={paste(product, 'name')}
                  />
                </div>
              </div>
            ),
          },
          {
            title: t('products.category'),
            wide: true,
            cell: ({ categories: its }) => (
              <span className="whitespace-nowrap text-muted">{its.map(({ name }) => name).join(', ')}</span>
            ),
          },
          {
            title: t('products.visibility'),
            wide: true,
            cell: ({ published }) => (
              <Badge tone={published ? 'ok' : 'neutral'}>
                {published ? t('products.published') : t('products.hidden')}
              </Badge>
            ),
          },
          {
            title: t('products.price'),
            right: true,
            className: 'min-w-24 md:min-w-34',
            cell: (product) => (
              <EditableCell
                label={t('products.priceOf', { name: product.name })}
                value={product.price}
                suffix={product.currency}
                numeric
                disabled={!mayEdit}
                save={(price) => save.product(product, { price: price.replace(',', '.') })}
                onPasteCells={paste(product, 'price')}
              />
            ),
          },
          {
            title: t('products.onHand'),
            right: true,
            className: 'min-w-20 md:min-w-24',
            cell: (product) => (
              <EditableCell
                label={t('products.stockOf', { name: product.name })}
                value={String(product.on_hand)}
                numeric
                disabled={!can('write:stock')}
                save={(stock) => save.stock(product, Number(stock))}
                onPasteCells={paste(product, 'stock')}
              />
            ),
          },
          {
            title: t('products.available'),
            right: true,
            cell: ({ stock }) =>
              stock > 0 ? (
                <span className={stock < 5 ? 'text-warn' : ''}>{count(stock)}</span>
              ) : (
                <Badge tone="bad">0</Badge>
              ),
          },
          {
            title: t('common.actions'),
            right: true,
            cell: ({ uuid, name }) => (
              <Link
                to="/products/$product"
                params={{ product: uuid }}
                aria-label={t('products.open', { name })}
                className={buttonClass('ghost', 'icon')}
              >
                <PencilLine aria-hidden />
              </Link>
            ),
          },
        ]}
        rowKey={keyOf}
        choice={mayEdit ? { ...choice, nameOf: ({ name }) => name } : undefined}
        outcome={
          <BulkOutcome
            bulk={bulk}
            title={t('order.product')}
            rowKey={keyOf}
            cell={({ uuid, name }) => (
              <Link to="/products/$product" params={{ product: uuid }} className="text-accent hover:underline">
                {name}
              </Link>
            )}
          />
        }
        bar={<ProductBulkBar choice={choice} bulk={bulk} />}
        empty={{ title: t('products.empty'), hint: t('products.emptyHint') }}
      />
      {pasted && (
        <Suspense>
          <PasteDialog
            {...pasted}
            mayChange={(column) => can(column === 'stock' ? 'write:stock' : 'write:products')}
            onClose={() => setPasted(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}

function useSave() {
  const { t } = useTranslation();
  const change = api.useMutation('put', '/api/admin/products/{uuid}');
  const countStock = api.useMutation('put', '/api/admin/products/{uuid}/stock');
  const adjustStock = api.useMutation('patch', '/api/admin/products/{uuid}/stock');
  const params = ({ uuid }: Product) => ({ path: { uuid } });
  return {
    product: async (product: Product, body: Pick<Schemas['ProductChange'], 'name' | 'price'>) => {
      await change.mutateAsync({ params: params(product), body });
      const before = body.name === undefined ? { price: product.price } : { name: product.name };
      toast.success(t('common.saved'), () => change.mutateAsync({ params: params(product), body: before }));
    },
    stock: async (product: Product, stock: number) => {
      await countStock.mutateAsync({ params: params(product), body: { stock, reason: t('products.counted') } });
      // By the difference: what orders took meanwhile stays taken.
      const back = { by: product.on_hand - stock, reason: t('common.undo') };
      const header = { 'Idempotency-Key': v4() };
      toast.success(t('common.saved'), () =>
        adjustStock.mutateAsync({ params: { ...params(product), header }, body: back }),
      );
    },
  };
}

function Cover({ product: { image } }: { product: Product }) {
  const className = 'size-9 shrink-0 rounded-md border border-line object-cover';
  if (!image) return <ImageOff className={`${className} p-2 text-muted`} aria-hidden />;
  return <img src={new URL(image, location.origin).pathname} alt="" loading="lazy" className={className} />;
}
