import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../../api/client';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { Form } from '../../ui/form';
import { QrCode } from '../../ui/qr-code';
import { SecretText } from '../../ui/secret-text';

const shown = { meta: { shown: true } };

/** From the password to the recovery codes. */
export function SetUpFactor({ onDone }: { onDone: () => unknown }) {
  const { t } = useTranslation();
  const [secret, setSecret] = useState<Schemas['SecondFactorSecret']>();
  const [codes, setCodes] = useState<string[]>();
  const begin = api.useMutation('post', '/api/admin/me/second-factor', shown);
  const confirm = api.useMutation('put', '/api/admin/me/second-factor', shown);
  const required = z.string().trim().min(1, t('form.required'));
  if (codes)
    return (
      <div className="flex flex-col gap-3">
        <h3 className="font-semibold">{t('account.codesTitle')}</h3>
        <p className="text-muted">{t('account.codesHint')}</p>
        <SecretText label={t('account.codesTitle')} text={codes.join('\n')} file="magazin-recovery-codes.txt" />
        <Button variant="primary" className="self-end" onClick={() => void onDone()}>
          {t('account.kept')}
        </Button>
      </div>
    );
  if (secret)
    return (
      <div className="flex flex-col gap-3">
        <p className="text-muted">{t('account.scan')}</p>
        <QrCode label={t('account.qr')} text={secret.uri} />
        <SecretText label={t('account.key')} text={secret.secret} />
        <a href={secret.uri} className="self-start text-sm text-accent hover:underline">
          {t('account.openApp')}
        </a>
        <Form
          schema={z.object({ code: required })}
          defaults={{ code: '' }}
          submit={t('account.confirm')}
          onSubmit={async (body) => setCodes((await confirm.mutateAsync({ body })).recovery_codes)}
        >
          <TextField
            name="code"
            label={t('account.code')}
            hint={t('account.codeHint')}
            autoComplete="one-time-code"
            inputMode="numeric"
            autoFocus
          />
        </Form>
      </div>
    );
  return (
    <Form
      schema={z.object({ password: z.string().min(1, t('form.required')) })}
      defaults={{ password: '' }}
      submit={t('account.begin')}
      onSubmit={async (body) => setSecret(await begin.mutateAsync({ body }))}
    >
      <TextField name="password" type="password" label={t('account.passwordAgain')} autoComplete="current-password" />
    </Form>
  );
}
