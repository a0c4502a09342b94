import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { errorOf } from '../api/error';
import { Brand } from '../shell/brand';
import { buttonClass } from '../ui/button';
import { TextField } from '../ui/field';
import { Form } from '../ui/form';

const route = getRouteApi('/join');

/** Where the link of an invitation leads. */
export function Join() {
  const { t } = useTranslation();
  const { token } = route.useSearch();
  const [done, setDone] = useState(false);
  const schema = z.object({
    username: z.string().trim().min(1, t('form.required')),
    password: z.string().min(8, t('join.password')),
  });
  const accept = async (values: z.infer<typeof schema>) => {
    const response = await fetch('/api/staff-invitations/accept', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...values, token }),
    });
    if (!response.ok) throw await errorOf(response);
    setDone(true);
  };
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <title>{`${t('join.title')} · Magazin`}</title>
      <div className="animate-appear w-full max-w-sm">
        <div className="mb-6 flex justify-center text-lg">
          <Brand />
        </div>
        <div className="rounded-2xl border border-line bg-surface p-6 shadow-card">
          <h1 className="mb-4 text-lg font-semibold">{t('join.title')}</h1>
          {done ? (
            <>
              <p className="mb-4">{t('join.done')}</p>
              <Link to="/sign-in" className={buttonClass('primary')}>
                {t('signIn.title')}
              </Link>
            </>
          ) : (
            <Form schema={schema} defaults={{ username: '', password: '' }} submit={t('join.submit')} onSubmit={accept}>
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
        </div>
      </div>
    </main>
  );
}
