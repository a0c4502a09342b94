import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../../api/client';
import { useMe } from '../../api/me';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Card, Facts } from '../../ui/card';
import { TextField } from '../../ui/field';
import { FormDialog } from '../../ui/form';
import { Page } from '../../ui/page';
import { Failure, Skeleton } from '../../ui/states';
import { toast } from '../../ui/toast';
import { SetUpFactor } from './set-up-factor';

export function Account() {
  const { t } = useTranslation();
  const { username, email, role, permissions } = useMe();
  return (
    <Page title={t('nav.account')}>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <SecondFactorCard />
        <Card title={t('account.who')}>
          <Facts
            rows={[
              [t('join.username'), username],
              [t('customer.email'), email],
              [t('customers.role'), <Badge tone="info">{role}</Badge>],
            ]}
          />
          <h3 className="mt-4 mb-1.5 text-sm font-medium text-muted">{t('account.may')}</h3>
          <p className="flex flex-wrap gap-1.5">
            {permissions.map((permission) => (
              <Badge key={permission}>{permission}</Badge>
            ))}
          </p>
        </Card>
      </div>
    </Page>
  );
}

function SecondFactorCard() {
  const { t } = useTranslation();
  // Stays until the recovery codes are kept, though the factor is on before.
  const [settingUp, setSettingUp] = useState(false);
  const { data, error, refetch } = api.useQuery('get', '/api/admin/me/second-factor');
  return (
    <Card
      title={t('account.factor')}
      actions={
        data && (
          <Badge tone={data.enabled ? 'ok' : 'neutral'}>{data.enabled ? t('account.on') : t('account.off')}</Badge>
        )
      }
    >
      {error ? (
        <Failure error={error} retry={refetch} />
      ) : !data ? (
        <Skeleton rows={3} />
      ) : settingUp ? (
        <SetUpFactor onDone={() => setSettingUp(false)} />
      ) : data.enabled ? (
        <Enabled status={data} />
      ) : (
        <div className="flex flex-col gap-3">
          <p className="text-muted">{t('account.factorHint')}</p>
          <Button variant="primary" className="self-start" onClick={() => setSettingUp(true)}>
            {t('account.begin')}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Enabled({ status: { recovery_codes } }: { status: Schemas['SecondFactorStatus'] }) {
  const { t } = useTranslation();
  const remove = api.useMutation('delete', '/api/admin/me/second-factor', { meta: { shown: true } });
  const required = z.string().min(1, t('form.required'));
  return (
    <div className="flex flex-col gap-4">
      <Facts rows={[[t('account.codesLeft'), recovery_codes]]} />
      {recovery_codes < 3 && <p className="text-warn">{t('account.fewCodes')}</p>}
      <FormDialog
        danger
        trigger={
          <Button variant="danger" className="self-start">
            {t('account.remove')}
          </Button>
        }
        title={t('account.remove')}
        description={t('account.removeHint')}
        submit={t('account.remove')}
        schema={z.object({ password: required, code: required })}
        defaults={{ password: '', code: '' }}
        onSubmit={async (body) => {
          await remove.mutateAsync({ body });
          toast.success(t('account.removed'));
        }}
      >
        <TextField name="password" type="password" label={t('account.passwordAgain')} autoComplete="current-password" />
        <TextField name="code" label={t('signIn.code')} hint={t('signIn.codeHint')} autoComplete="one-time-code" />
      </FormDialog>
    </div>
  );
}
