import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../../api/client';
import { signOut } from '../../api/session';
import { Button } from '../../ui/button';
import { PlainPage } from '../../ui/plain-page';
import { SetUpFactor } from './set-up-factor';

const route = getRouteApi('/set-up');

/** Where a sign-in leads while the shop demands a second factor that is not set up. */
export function SetUp() {
  const { t } = useTranslation();
  const { next } = route.useSearch();
  const navigate = useNavigate();
  const goOn = async () => {
    queryClient.clear();
    await navigate({ href: next ?? '/', replace: true });
  };
  return (
    <PlainPage title={t('account.setUpTitle')}>
      <p className="mb-4 text-muted">{t('account.required')}</p>
      <SetUpFactor onDone={goOn} />
      <Button variant="ghost" size="sm" className="mt-4" onClick={() => void signOut()}>
        {t('shell.signOut')}
      </Button>
    </PlainPage>
  );
}
