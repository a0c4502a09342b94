import { useNavigate } from '@tanstack/react-router';
import i18n from 'i18next';
import { LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/me';
import { signOut } from '../api/session';
import { chooseLanguage, type Language, languages } from '../i18n';
import { applyTheme, storedTheme, type Theme, themes } from '../lib/theme';
import { buttonClass } from '../ui/button';
import { Menu } from '../ui/menu';

const icons: Record<Theme, React.ReactNode> = { system: <Monitor />, light: <Sun />, dark: <Moon /> };

export function AccountMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const [theme, setTheme] = useState(storedTheme);
  const choose = (next: Theme) => {
    applyTheme(next);
    setTheme(next);
  };
  return (
    <Menu
      trigger={
        <button type="button" className={buttonClass('ghost')}>
          <span
            aria-hidden
            className="grid size-6 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent uppercase"
          >
            {me.username.slice(0, 1)}
          </span>
          <span className="sr-only">{t('shell.account')}</span>
          <span className="max-sm:sr-only">{me.username}</span>
        </button>
      }
      groups={[
        {
          title: t('shell.theme'),
          items: themes.map((name) => ({
            label: t(`theme.${name}`),
            icon: icons[name],
            checked: theme === name,
            onSelect: () => choose(name),
          })),
        },
        {
          title: t('shell.language'),
          items: Object.entries(languages).map(([language, label]) => ({
            label,
            checked: i18n.language === language,
            onSelect: () => chooseLanguage(language as Language),
          })),
        },
        {
          items: [
            { label: t('nav.account'), icon: <UserRound />, onSelect: () => navigate({ to: '/account' }) },
            { label: t('shell.signOut'), icon: <LogOut />, onSelect: signOut },
          ],
        },
      ]}
    />
  );
}
