import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, client, type Schemas } from '../api/client';
import { type Permission, useCan, useMe } from '../api/me';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Confirm } from '../ui/confirm';
import { TextField } from '../ui/field';
import { FormDialog } from '../ui/form';
import { Page } from '../ui/page';
import { PermissionPicker } from '../ui/permission-picker';
import { Failure, Skeleton } from '../ui/states';
import { toast } from '../ui/toast';

type Role = Schemas['RoleDto'];

export function Roles() {
  const { t } = useTranslation();
  const can = useCan();
  const { data, error, refetch } = api.useQuery('get', '/api/admin/roles', { params: { query: { page_size: 100 } } });
  return (
    <Page
      title={t('nav.roles')}
      subtitle={t('roles.hint')}
      actions={
        can('write:roles') && (
          <RoleDialog>
            <Button variant="primary">
              <Plus aria-hidden />
              {t('roles.add')}
            </Button>
          </RoleDialog>
        )
      }
    >
      {error && <Failure error={error} retry={refetch} />}
      {!data && !error && <Skeleton />}
      {data?.results.map((role) => (
        <RoleCard key={role.name} role={role} />
      ))}
    </Page>
  );
}

function RoleCard({ role }: { role: Role }) {
  const { t } = useTranslation();
  const mayEdit = useCan()('write:roles') && !role.system;
  const { mutate } = api.useMutation('delete', '/api/admin/roles/{name}');
  return (
    <Card
      title={role.name}
      actions={
        <>
          <span className="text-sm text-muted">{t('roles.accounts', { count: role.accounts })}</span>
          {mayEdit && (
            <RoleDialog role={role}>
              <Button size="sm">{t('common.edit')}</Button>
            </RoleDialog>
          )}
          {mayEdit && role.accounts === 0 && (
            <Confirm
              title={t('common.removeTitle', { name: role.name })}
              description={t('common.cannotUndo')}
              action={t('common.remove')}
              onConfirm={() => mutate({ params: { path: { name: role.name } } })}
            >
              <Button size="sm" variant="ghost">
                {t('common.remove')}
              </Button>
            </Confirm>
          )}
        </>
      }
    >
      {role.system ? (
        <p className="text-muted">{t('roles.everything')}</p>
      ) : (
        <p className="flex flex-wrap gap-1.5">
          {role.permissions.map((permission) => (
            <Badge key={permission}>{permission}</Badge>
          ))}
        </p>
      )}
    </Card>
  );
}

const schema = z.object({ name: z.string().trim().min(2), permissions: z.array(z.string()) });

/** The list is replaced whole: what a colleague has given or taken since the dialog was opened stays. */
function chosenOf(chosen: Permission[], shown: Permission[], present: Permission[]): Permission[] {
  const given = chosen.filter((permission) => !shown.includes(permission) && !present.includes(permission));
  const isTaken = (permission: Permission) => shown.includes(permission) && !chosen.includes(permission);
  return [...present.filter((permission) => !isTaken(permission)), ...given];
}

function RoleDialog({ role, children }: { role?: Role; children: ReactElement<{ onClick?: () => void }> }) {
  const { t } = useTranslation();
  const meta = { meta: { shown: true } };
  const { permissions: mine } = useMe();
  // What the role has stays to be seen, also by those who have it not.
  const names = [...new Set([...mine, ...(role?.permissions ?? [])])];
  const create = api.useMutation('post', '/api/admin/roles', meta);
  const change = api.useMutation('put', '/api/admin/roles/{name}', meta);
  return (
    <FormDialog
      wide
      trigger={children}
      title={role ? role.name : t('roles.add')}
      submit={t('common.save')}
      schema={schema}
      defaults={{ name: role?.name ?? '', permissions: role?.permissions ?? [] }}
      onSubmit={async (values, _key, shown) => {
        const permissions = values.permissions as Permission[];
        if (role) {
          const before = shown.permissions as Permission[];
          const params = { path: { name: role.name } };
          const { data } = await client.GET('/api/admin/roles/{name}', { params });
          const expected_permissions = data?.permissions ?? before;
          const body = { permissions: chosenOf(permissions, before, expected_permissions), expected_permissions };
          await change.mutateAsync({ params, body });
        } else await create.mutateAsync({ body: { name: values.name, permissions } });
        toast.success(t('common.saved'));
      }}
    >
      {!role && <TextField name="name" label={t('customer.name')} hint={t('roles.nameHint')} />}
      <PermissionPicker names={names} />
    </FormDialog>
  );
}
