import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { errorOf } from '../api/error';
import { buttonClass } from '../ui/button';
import { TextField } from '../ui/field';
import { Form } from '../ui/form';
import { shopPath } from '../lib/shop-path';
import { PlainPage } from '../ui/plain-page';

const route = getRouteApi('/join');

/** Where the link of an invitation leads. */
export function Join() {
  const { t } = useTranslation();
  const { token } = route.useSearch();
  const [done, setDone] = useState(false);
  const required = z.string().trim().min(1, t('form.required'));
  const schema = z.object({
    token: required,
    username: required,
    password: z.string().min(8, t('join.password')),
  });
  const accept = async (values: z.infer<typeof schema>) => {
    const response = await fetch(`${shopPath}/api/staff-invitations/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(values),
    });
    if (!response.ok) throw await errorOf(response);
    setDone(true);
  };
  return (
    <PlainPage title={t('join.title')}>
      {done ? (
        <>
          <p className="mb-4">{t('join.done')}</p>
          <Link to="/sign-in" className={buttonClass('primary')}>
            {t('signIn.title')}
          </Link>
        </>
      ) : (
        <Form
          schema={schema}
          defaults={{ token, username: '', password: '' }}
          submit={t('join.submit')}
          onSubmit={accept}
        >
          {!token && <TextField name="token" label={t('join.token')} hint={t('join.tokenHint')} autoComplete="off" />}
          <TextField name="username" label={t('join.username')} autoComplete="username" autoFocus />
          <TextField
            name="password"
            type="password"
            label={t('signIn.password')}
            hint={t('join.password')}
            autoComplete="new-password"
          />
        </Form>
      )}
    </PlainPage>
  );
}
