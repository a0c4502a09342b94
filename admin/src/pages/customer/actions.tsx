import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useCan, useMe } from '../../api/me';
import { download } from '../../lib/download';
import { Button } from '../../ui/button';
import { ConfirmDialog } from '../../ui/confirm';
import { Menu, type MenuItem } from '../../ui/menu';
import { toast } from '../../ui/toast';

interface CustomerActionsProps {
  /** Guests have no account to disable. */
  customer: { uuid: string; username?: string; email?: string; disabled?: boolean };
  onErased?: () => unknown;
}

export function CustomerActions({ customer, onErased }: CustomerActionsProps) {
  const { uuid, username, email, disabled } = customer;
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const [erasing, setErasing] = useState(false);
  const params = { path: { uuid } };
  const disable = api.useMutation('put', '/api/admin/customers/{uuid}/disabled');
  const name = username || email || t('customers.guest');
  const setDisabled = async (to: boolean) => {
    await disable.mutateAsync({ params, body: { disabled: to } });
    toast.success(to ? t('customers.disabledNow', { name }) : t('customers.enabledNow', { name }), () =>
      disable.mutateAsync({ params, body: { disabled: !to } }),
    );
  };
  const erase = api.useMutation('delete', '/api/admin/customers/{uuid}', {
    onSuccess: () => {
      toast.success(t('customers.erased'));
      onErased?.();
    },
  });
  const items: MenuItem[] = [
    ...(can('write:customers') && me.uuid !== uuid && disabled !== undefined
      ? [
          {
            label: disabled ? t('customers.enable') : t('customers.disable'),
            onSelect: () => setDisabled(!disabled).catch(() => undefined),
          },
        ]
      : []),
    ...(can('export:customers')
      ? [
          {
            label: t('customers.export'),
            onSelect: () => download(`/api/admin/customers/${uuid}/export`, `customer-${uuid}.json`),
          },
        ]
      : []),
    ...(can('erase:customers') && me.uuid !== uuid
      ? [{ label: t('customers.erase'), onSelect: () => setErasing(true) }]
      : []),
  ];
  if (items.length === 0) return null;
  return (
    <>
      <Menu
        trigger={
          <Button size="icon" variant="ghost" aria-label={t('customers.actionsFor', { name })}>
            <MoreHorizontal />
          </Button>
        }
        groups={[{ items }]}
      />
      <ConfirmDialog
        open={erasing}
        onOpenChange={setErasing}
        title={t('customers.eraseTitle', { name })}
        description={t('customers.eraseHint')}
        action={t('customers.erase')}
        onConfirm={() => erase.mutate({ params })}
      />
    </>
  );
}
