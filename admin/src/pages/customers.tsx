import { getRouteApi } from '@tanstack/react-router';
import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { useCan, useMe } from '../api/me';
import { download } from '../lib/download';
import { day } from '../lib/format';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm';
import { ListPage, listQuery } from '../ui/list-page';
import { Menu, type MenuItem } from '../ui/menu';
import { toast } from '../ui/toast';

type Customer = Schemas['CustomerRow'];

const route = getRouteApi('/shell/customers');

export function Customers() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/customers', { params: { query: listQuery(search) } });
  return (
    <ListPage
      title={t('nav.customers')}
      search={search}
      query={query}
      filters={[
        { key: 'search', label: t('customers.search') },
        { key: 'disabled', label: t('common.status'), options: [['true', t('customers.disabled')]] },
      ]}
      columns={[
        {
          title: t('customers.account'),
          className: 'max-w-80',
          cell: ({ username, email }) => (
            <>
              <p className="truncate font-medium">{username || t('customers.guest')}</p>
              <p className="truncate text-sm text-muted">{email}</p>
            </>
          ),
        },
        { title: t('customer.name'), wide: true, cell: ({ first_name, last_name }) => `${first_name} ${last_name}` },
        { title: t('address.city'), wide: true, cell: ({ city }) => city },
        {
          title: t('customers.role'),
          cell: ({ role, disabled }) => (
            <span className="flex gap-1">
              {role !== 'customer' && <Badge tone="info">{role}</Badge>}
              {disabled && <Badge tone="bad">{t('customers.disabled')}</Badge>}
            </span>
          ),
        },
        { title: t('customers.since'), wide: true, right: true, cell: ({ created }) => day(created) },
        { title: t('common.actions'), right: true, cell: (customer) => <Actions customer={customer} /> },
      ]}
      rowKey={({ uuid }) => uuid}
      empty={{ title: t('customers.empty'), hint: t('customers.emptyHint') }}
    />
  );
}

function Actions({ customer: { uuid, username, email, disabled } }: { customer: Customer }) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const [erasing, setErasing] = useState(false);
  const params = { path: { uuid } };
  const disable = api.useMutation('put', '/api/admin/customers/{uuid}/disabled');
  const name = username || email;
  const setDisabled = async (to: boolean) => {
    await disable.mutateAsync({ params, body: { disabled: to } });
    toast.success(to ? t('customers.disabledNow', { name }) : t('customers.enabledNow', { name }), () =>
      disable.mutateAsync({ params, body: { disabled: !to } }),
    );
  };
  const erase = api.useMutation('delete', '/api/admin/customers/{uuid}', {
    onSuccess: () => toast.success(t('customers.erased')),
  });
  const items: MenuItem[] = [
    ...(can('write:customers') && me.uuid !== uuid
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
