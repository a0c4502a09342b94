import { useTranslation } from 'react-i18next';
import { Tabs } from '../../ui/tabs';

export function PaymentTabs() {
  const { t } = useTranslation();
  return (
    <Tabs
      label={t('nav.payments')}
      tabs={[
        ['/payments', t('payments.payments')],
        ['/payments/refunds', t('payments.refunds')],
        ['/payments/disputes', t('payments.disputes')],
      ]}
    />
  );
}
