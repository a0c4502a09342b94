import { getRouteApi } from '@tanstack/react-router';
import { MoreHorizontal, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../api/client';
import { useCan, useMe } from '../api/me';
import { ago } from '../lib/format';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Confirm, ConfirmDialog } from '../ui/confirm';
import { SelectField, TextField } from '../ui/field';
import { FormDialog } from '../ui/form';
import { ListPage, listQuery } from '../ui/list-page';
import { Menu } from '../ui/menu';
import { Table } from '../ui/table';
import { toast } from '../ui/toast';

type Member = Schemas['StaffRow'];

const route = getRouteApi('/shell/staff');

/** The names of roles, for those who may see them. */
function useRoles(): string[] {
  const can = useCan();
  const { data } = api.useQuery(
    'get',
    '/api/admin/roles',
    { params: { query: { page_size: 100 } } },
    { enabled: can('read:roles') },
  );
  return data?.results.map(({ name }) => name) ?? [];
}

export function Staff() {
  const { t } = useTranslation();
  const can = useCan();
  const roles = useRoles();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/staff', { params: { query: listQuery(search) } });
  return (
    <>
      <ListPage
        title={t('nav.staff')}
        actions={can('write:staff') && roles.length > 0 && <Invite roles={roles} />}
        search={search}
        query={query}
        filters={[
          { key: 'search', label: t('customers.search') },
          { key: 'role', label: t('customers.role'), options: roles.map((name) => [name, name]) },
        ]}
        columns={[
          {
            title: t('customers.account'),
            cell: ({ username, email, disabled }) => (
              <>
                <p className="flex items-center gap-2 font-medium">
                  {username} {disabled && <Badge tone="bad">{t('customers.disabled')}</Badge>}
                </p>
                <p className="text-sm text-muted">{email}</p>
              </>
            ),
          },
          { title: t('customer.name'), wide: true, cell: ({ name }) => name },
          { title: t('customers.role'), cell: ({ role }) => <Badge tone="info">{role}</Badge> },
          {
            title: t('staff.lastUsed'),
            wide: true,
            right: true,
            cell: ({ last_used }) => (last_used ? ago(last_used) : '–'),
          },
          { title: t('common.actions'), right: true, cell: (member) => <Actions member={member} roles={roles} /> },
        ]}
        rowKey={({ uuid }) => uuid}
        empty={{ title: t('staff.empty') }}
      />
      <Invitations />
    </>
  );
}

const roleSchema = z.object({ role: z.string().min(1) });

function Actions({ member: { uuid, username, role, disabled }, roles }: { member: Member; roles: string[] }) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const params = { path: { uuid } };
  const change = api.useMutation('put', '/api/admin/staff/{uuid}/role', { meta: { shown: true } });
  const disable = api.useMutation('put', '/api/admin/staff/{uuid}/disabled');
  const enable = api.useMutation('put', '/api/admin/staff/{uuid}/enabled');
  if (!can('write:staff') || me.uuid === uuid) return null;
  return (
    <span className="flex flex-wrap justify-end gap-1.5">
      {roles.length > 0 && (
        <FormDialog
          trigger={<Button size="sm">{t('customers.role')}</Button>}
          title={username}
          description={t('staff.roleHint')}
          submit={t('common.save')}
          schema={roleSchema}
          defaults={{ role }}
          onSubmit={async (body) => {
            await change.mutateAsync({ params, body });
            toast.success(t('common.saved'));
          }}
        >
          <SelectField
            name="role"
            label={t('customers.role')}
            options={[...roles.map((name): [string, string] => [name, name]), ['customer', t('staff.noStaff')]]}
          />
        </FormDialog>
      )}
      <More uuid={uuid} username={username} />
      {disabled ? (
        <Button size="sm" onClick={() => enable.mutate({ params })}>
          {t('customers.enable')}
        </Button>
      ) : (
        <Confirm
          title={t('staff.disableTitle', { name: username })}
          description={t('staff.disableHint')}
          action={t('customers.disable')}
          onConfirm={() => disable.mutate({ params })}
        >
          <Button size="sm" variant="ghost">
            {t('customers.disable')}
          </Button>
        </Confirm>
      )}
    </span>
  );
}

function More({ uuid, username: name }: Pick<Member, 'uuid' | 'username'>) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'factor' | 'sessions'>();
  const params = { path: { uuid } };
  const options = { onSuccess: () => toast.success(t('common.done')) };
  const resetFactor = api.useMutation('delete', '/api/admin/staff/{uuid}/second-factor', options);
  const endSessions = api.useMutation('delete', '/api/admin/staff/{uuid}/sessions', options);
  const onOpenChange = (open: boolean) => !open && setAsked(undefined);
  return (
    <>
      <Menu
        trigger={
          <Button size="sm" variant="ghost" aria-label={t('staff.more', { name })}>
            <MoreHorizontal />
          </Button>
        }
        groups={[
          {
            items: [
              { label: t('staff.resetFactor'), onSelect: () => setAsked('factor') },
              { label: t('staff.endSessions'), onSelect: () => setAsked('sessions') },
            ],
          },
        ]}
      />
      <ConfirmDialog
        open={asked === 'factor'}
        onOpenChange={onOpenChange}
        title={t('staff.resetFactorTitle', { name })}
        description={t('staff.resetFactorHint')}
        action={t('staff.resetFactor')}
        onConfirm={() => resetFactor.mutate({ params })}
      />
      <ConfirmDialog
        open={asked === 'sessions'}
        onOpenChange={onOpenChange}
        title={t('staff.endSessionsTitle', { name })}
        description={t('staff.endSessionsHint')}
        action={t('staff.endSessions')}
        onConfirm={() => endSessions.mutate({ params })}
      />
    </>
  );
}

const inviteSchema = z.object({ email: z.email(), role: z.string().min(1) });

function Invite({ roles }: { roles: string[] }) {
  const { t } = useTranslation();
  const { mutateAsync } = api.useMutation('post', '/api/admin/staff/invitations', { meta: { shown: true } });
  return (
    <FormDialog
      trigger={
        <Button variant="primary">
          <UserPlus aria-hidden />
          {t('staff.invite')}
        </Button>
      }
      title={t('staff.invite')}
      description={t('staff.inviteHint')}
      submit={t('staff.invite')}
      schema={inviteSchema}
      defaults={{ email: '', role: roles[0] ?? '' }}
      onSubmit={async (body) => {
        await mutateAsync({ body });
        toast.success(t('staff.invited'));
      }}
    >
      <TextField name="email" type="email" label={t('customer.email')} />
      <SelectField name="role" label={t('customers.role')} options={roles.map((name) => [name, name])} />
    </FormDialog>
  );
}

/** Those that nobody accepted yet. */
function Invitations() {
  const { t } = useTranslation();
  const can = useCan();
  const { data } = api.useQuery('get', '/api/admin/staff/invitations', { params: { query: { page_size: 100 } } });
  const resend = api.useMutation('post', '/api/admin/staff/invitations/{uuid}/resend', {
    onSuccess: () => toast.success(t('staff.invited')),
  });
  const remove = api.useMutation('delete', '/api/admin/staff/invitations/{uuid}');
  if (!data || data.count === 0) return null;
  return (
    <div className="mx-auto w-full max-w-7xl px-4 pb-6 md:px-6">
      <Card title={t('staff.invitations')} flush>
        <Table
          caption={t('staff.invitations')}
          rows={data.results}
          rowKey={({ uuid }) => uuid}
          columns={[
            { title: t('customer.email'), cell: ({ email }) => email },
            { title: t('customers.role'), cell: ({ role }) => <Badge tone="info">{role}</Badge> },
            {
              title: t('staff.expires'),
              right: true,
              wide: true,
              cell: ({ expires, expired }) =>
                expired ? (
                  <Badge tone="bad">{t('staff.expired')}</Badge>
                ) : (
                  <time dateTime={expires}>{ago(expires)}</time>
                ),
            },
            {
              title: t('common.actions'),
              right: true,
              cell: ({ uuid, email }) =>
                can('write:staff') && (
                  <span className="flex justify-end gap-1.5">
                    <Button size="sm" onClick={() => resend.mutate({ params: { path: { uuid } } })}>
                      {t('mails.retry')}
                    </Button>
                    <Confirm
                      title={t('common.removeTitle', { name: email })}
                      description={t('staff.revokeHint')}
                      action={t('common.remove')}
                      onConfirm={() => remove.mutate({ params: { path: { uuid } } })}
                    >
                      <Button size="sm" variant="ghost">
                        {t('common.remove')}
                      </Button>
                    </Confirm>
                  </span>
                ),
            },
          ]}
        />
      </Card>
    </div>
  );
}
