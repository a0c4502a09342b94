import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../../api/client';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { FormDialog } from '../../ui/form';
import { toast } from '../../ui/toast';

interface EmailDialogProps {
  customer: Pick<Schemas['CustomerDetail'], 'uuid' | 'email'>;
  onChanged: () => unknown;
}

export function EmailDialog({ customer: { uuid, email }, onChanged }: EmailDialogProps) {
  const { t } = useTranslation();
  const { mutateAsync } = api.useMutation('put', '/api/admin/customers/{uuid}/email', { meta: { shown: true } });
  const schema = z.object({
    email: z
      .string()
      .trim()
      .pipe(z.email(t('customers.emailInvalid'))),
  });
  return (
    <FormDialog
      trigger={<Button size="sm">{t('customers.changeEmail')}</Button>}
      title={t('customers.changeEmail')}
      description={t('customers.changeEmailHint')}
      submit={t('common.save')}
      schema={schema}
      defaults={{ email }}
      onSubmit={async (body) => {
        await mutateAsync({ params: { path: { uuid } }, body });
        toast.success(t('customers.emailChanged'));
        onChanged();
      }}
    >
      <TextField name="email" type="email" label={t('customer.email')} autoComplete="off" />
    </FormDialog>
  );
}
