import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/card';
import { Page } from '../../ui/page';
import { ProductForm } from './product-form';

export function NewProduct() {
  const { t } = useTranslation();
  return (
    <Page title={t('products.add')}>
      <Card className="max-w-3xl">
        <ProductForm />
      </Card>
    </Page>
  );
}
