import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../api/client';
import { type Permission, useCan, useMe } from '../api/me';
import { ago, day } from '../lib/format';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { Dialog } from '../ui/dialog';
import { TextField } from '../ui/field';
import { FormDialog } from '../ui/form';
import { ListPage, listQuery } from '../ui/list-page';
import { PermissionPicker } from '../ui/permission-picker';
import { SecretText } from '../ui/secret-text';

type ApiKey = Schemas['ApiKeyDto'];

const route = getRouteApi('/shell/api-keys');
const isExpired = ({ expires }: ApiKey) => expires !== null && Date.parse(expires) <= Date.now();

export function ApiKeys() {
  const { t } = useTranslation();
  const mayWrite = useCan()('write:api_keys');
  const [created, setCreated] = useState<string>();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/api-keys', { params: { query: listQuery(search) } });
  return (
    <>
      <ListPage
        title={t('nav.apiKeys')}
        subtitle={t('apiKeys.hint')}
        actions={mayWrite && <Create onCreated={setCreated} />}
        search={search}
        query={query}
        columns={[
          {
            title: t('customer.name'),
            className: 'min-w-44 py-2',
            cell: ({ name, permissions }) => (
              <>
                <p className="font-medium">{name}</p>
                <p className="flex flex-wrap gap-1 pt-0.5 text-sm text-muted">{permissions.join(', ')}</p>
              </>
            ),
          },
          { title: t('apiKeys.maker'), wide: true, cell: ({ maker }) => maker },
          {
            title: t('common.status'),
            cell: (key) =>
              key.revoked ? (
                <Badge tone="bad">{t('apiKeys.revoked')}</Badge>
              ) : isExpired(key) ? (
                <Badge>{t('apiKeys.expired')}</Badge>
              ) : (
                <Badge tone="ok">{t('common.active')}</Badge>
              ),
          },
          {
            title: t('apiKeys.expires'),
            wide: true,
            right: true,
            cell: ({ expires }) => (expires ? day(expires) : t('apiKeys.never')),
          },
          {
            title: t('apiKeys.lastUsed'),
            wide: true,
            right: true,
            cell: ({ last_used }) => (last_used ? ago(last_used) : t('apiKeys.never')),
          },
          {
            title: t('common.actions'),
            right: true,
            cell: (key) => mayWrite && !key.revoked && !isExpired(key) && <Revoke apiKey={key} />,
          },
        ]}
        rowKey={({ uuid }) => uuid}
        empty={{ title: t('apiKeys.empty'), hint: t('apiKeys.emptyHint') }}
      />
      {created && (
        <Dialog
          title={t('apiKeys.created')}
          description={t('apiKeys.createdHint')}
          open
          onOpenChange={(open) => !open && setCreated(undefined)}
        >
          <SecretText label={t('apiKeys.created')} text={created} />
          <div className="flex justify-end">
            <Button variant="primary" onClick={() => setCreated(undefined)}>
              {t('common.done')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Revoke({ apiKey: { uuid, name } }: { apiKey: ApiKey }) {
  const { t } = useTranslation();
  const { mutate } = api.useMutation('delete', '/api/admin/api-keys/{uuid}');
  return (
    <Confirm
      title={t('apiKeys.revokeTitle', { name })}
      description={t('apiKeys.revokeHint')}
      action={t('apiKeys.revoke')}
      onConfirm={() => mutate({ params: { path: { uuid } } })}
    >
      <Button size="sm" variant="ghost" aria-label={`${t('apiKeys.revoke')} ${name}`}>
        {t('apiKeys.revoke')}
      </Button>
    </Confirm>
  );
}

function Create({ onCreated }: { onCreated: (key: string) => void }) {
  const { t } = useTranslation();
  const { permissions } = useMe();
  const { mutateAsync } = api.useMutation('post', '/api/admin/api-keys', { meta: { shown: true } });
  const schema = z.object({
    name: z.string().trim().min(1, t('form.required')),
    expires: z.string(),
    password: z.string(),
    code: z.string().trim(),
    permissions: z.array(z.string()).min(1, t('apiKeys.choose')),
  });
  return (
    <FormDialog
      wide
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          {t('apiKeys.add')}
        </Button>
      }
      title={t('apiKeys.add')}
      submit={t('apiKeys.add')}
      schema={schema}
      defaults={{ name: '', expires: '', permissions: [], password: '', code: '' }}
      onSubmit={async ({ name, expires, permissions: chosen, password, code }) => {
        const { key } = await mutateAsync({
          body: {
            name,
            permissions: chosen as Permission[],
            // Until the end of the day, where the reader is.
            ...(password && { password }),
            ...(code && { code }),
            ...(expires && { expires: new Date(`${expires}T23:59:59`).toISOString() }),
          },
        });
        onCreated(key);
      }}
    >
      <TextField name="name" label={t('customer.name')} hint={t('apiKeys.nameHint')} maxLength={100} />
      <TextField name="expires" type="date" label={t('apiKeys.expires')} hint={t('apiKeys.expiresHint')} />
      <PermissionPicker names={permissions} />
      <TextField
        name="password"
        type="password"
        label={t('account.passwordAgain')}
        hint={t('apiKeys.passwordHint')}
        autoComplete="current-password"
      />
      <TextField name="code" label={t('account.code')} hint={t('apiKeys.codeHint')} autoComplete="one-time-code" />
    </FormDialog>
  );
}
