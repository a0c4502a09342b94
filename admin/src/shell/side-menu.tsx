import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '../api/me';
import { navigation } from './navigation';

export function SideMenu({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const groups = navigation
    .map(({ group, entries }) => ({
      group,
      entries: entries.filter(({ permission }) => !permission || can(permission)),
    }))
    .filter(({ entries }) => entries.length > 0);
  return (
    <nav aria-label={t('shell.menu')} className="flex flex-col gap-4 px-3 pb-4">
      {groups.map(({ group, entries }) => (
        <div key={group ?? ''}>
          {group && <p className="px-2.5 pb-1 text-xs font-medium text-muted">{t(`nav.${group}`)}</p>}
          <ul className="flex flex-col gap-px">
            {entries.map(({ to, icon: Icon, name }) => (
              <li key={to}>
                <Link
                  to={to}
                  {...(onNavigate && { onClick: onNavigate })}
                  activeOptions={{ exact: to === '/' || to === '/products', includeSearch: false }}
                  className="flex items-center gap-2.5 rounded-lg px-2.5 py-1.5 hover:bg-subtle aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
                >
                  <Icon className="size-4.5 shrink-0" aria-hidden />
                  {t(`nav.${name}`)}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
