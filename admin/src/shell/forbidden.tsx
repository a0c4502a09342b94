import { Link } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '../ui/button';

export function Forbidden({ permission }: { permission: string }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col items-center gap-1 px-4 py-24 text-center">
      <Lock className="mb-2 size-7 text-muted" aria-hidden />
      <h1 className="text-lg font-semibold">{t('forbidden.title')}</h1>
      <p className="max-w-md text-muted">{t('forbidden.hint', { permission })}</p>
      <Link to="/" className={`${buttonClass()} mt-4`}>
        {t('nav.start')}
      </Link>
    </div>
  );
}
