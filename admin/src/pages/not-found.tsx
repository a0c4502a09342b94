import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '../ui/button';
import { Empty } from '../ui/states';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty
      title={t('notFound.title')}
      action={
        <Link to="/" className={buttonClass()}>
          {t('nav.start')}
        </Link>
      }
    />
  );
}
