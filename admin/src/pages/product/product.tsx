import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/me';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Confirm } from '../../ui/confirm';
import { Page } from '../../ui/page';
import { Failure, Skeleton } from '../../ui/states';
import { PicturesCard } from './pictures-card';
import { ProductForm } from './product-form';
import { StockCard } from './stock-card';

export type Detail = Schemas['AdminProductDetail'];

const route = getRouteApi('/shell/products/$product');

export function Product() {
  const { t } = useTranslation();
  const can = useCan();
  const { product: uuid } = route.useParams();
  const { data, error, refetch } = api.useQuery('get', '/api/admin/products/{uuid}', { params: { path: { uuid } } });
  if (error) return <Failure error={error} retry={refetch} />;
  if (!data) return <Skeleton rows={12} />;
  return (
    <Page
      title={data.name}
      beside={
        <Badge tone={data.published ? 'ok' : 'neutral'}>
          {data.published ? t('products.published') : t('products.hidden')}
        </Badge>
      }
      subtitle={data.slug}
      actions={can('write:products') && <Remove product={data} />}
    >
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_22rem]">
        <Card title={t('product.details')}>
          <ProductForm key={data.updated} product={data} />
        </Card>
        <div className="flex min-w-0 flex-col gap-4">
          <PicturesCard product={data} />
          <StockCard product={data} />
        </div>
      </div>
    </Page>
  );
}

function Remove({ product: { uuid, name } }: { product: Detail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { mutate } = api.useMutation('delete', '/api/admin/products/{uuid}', {
    onSuccess: () => navigate({ to: '/products' }),
  });
  return (
    <Confirm
      title={t('common.removeTitle', { name })}
      description={t('product.removeHint')}
      action={t('common.remove')}
      onConfirm={() => mutate({ params: { path: { uuid } } })}
    >
      <Button variant="danger">
        <Trash2 aria-hidden />
        {t('common.remove')}
      </Button>
    </Confirm>
  );
}
