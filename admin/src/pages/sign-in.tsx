import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { queryClient } from '../api/client';
import { ApiError, asApiError, needsSetUp } from '../api/error';
import { meQuery } from '../api/me';
import { signIn, signOut } from '../api/session';
import { TextField } from '../ui/field';
import { Form } from '../ui/form';
import { PlainPage } from '../ui/plain-page';

const route = getRouteApi('/sign-in');

export function SignIn() {
  const { t } = useTranslation();
  const { next } = route.useSearch();
  const navigate = useNavigate();
  const [needsCode, setNeedsCode] = useState(false);
  const required = z.string().trim().min(1, t('form.required'));
  const schema = z.object({ username: required, password: z.string().min(1, t('form.required')), code: z.string() });
  const submit = async ({ code, ...credentials }: z.infer<typeof schema>) => {
    try {
      await signIn(code ? { ...credentials, code: code.replaceAll(' ', '') } : credentials);
    } catch (error) {
      if (asApiError(error).error !== 'second_factor_required' || code) throw error;
      setNeedsCode(true);
      return;
    }
    queryClient.clear();
    try {
      await queryClient.fetchQuery(meQuery);
    } catch (error) {
      if (needsSetUp(error)) return navigate({ to: '/set-up', search: next ? { next } : {}, replace: true });
      await signOut();
      throw asApiError(error).code === 3003
        ? new ApiError({ code: -1, error: 'no_staff', message: t('signIn.noStaff') })
        : error;
    }
    await navigate({ href: next ?? '/', replace: true });
  };
  return (
    <PlainPage title={t('signIn.title')}>
      <Form
        schema={schema}
        defaults={{ username: '', password: '', code: '' }}
        submit={t('signIn.submit')}
        onSubmit={submit}
      >
        <TextField name="username" label={t('signIn.username')} autoComplete="username" autoFocus />
        <TextField name="password" type="password" label={t('signIn.password')} autoComplete="current-password" />
        {needsCode && (
          <TextField
            name="code"
            label={t('signIn.code')}
            hint={t('signIn.codeHint')}
            autoComplete="one-time-code"
            inputMode="numeric"
            autoFocus
          />
        )}
      </Form>
    </PlainPage>
  );
}
