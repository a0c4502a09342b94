import { Outlet, useMatches } from '@tanstack/react-router';
import { Menu as MenuIcon, Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../api/me';
import { Button, buttonClass } from '../ui/button';
import { AccountMenu } from './account-menu';
import { Brand } from './brand';
import { Forbidden } from './forbidden';
import { SideMenu } from './side-menu';

const loadPalette = () => import('./palette');
const Palette = lazy(loadPalette);

export function Shell() {
  const { t } = useTranslation();
  const can = useCan();
  const [searching, setSearching] = useState(false);
  const permission = useMatches({ select: (matches) => matches.at(-1)?.staticData.permission });
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setSearching((before) => !before);
    };
    addEventListener('keydown', open);
    // So that no key is lost that is typed right after.
    void loadPalette();
    return () => removeEventListener('keydown', open);
  }, []);
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[14rem_1fr]">
      <a href="#content" className="sr-only focus:not-sr-only focus:fixed focus:z-50 focus:bg-raised focus:p-2">
        {t('shell.skip')}
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col overflow-y-auto border-r border-line bg-surface lg:flex">
        <div className="px-5 pt-4 pb-5">
          <Brand />
        </div>
        <SideMenu />
      </aside>
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-13 items-center gap-2 border-b border-line bg-surface/95 px-3 backdrop-blur md:px-6">
          <Drawer />
          <button
            type="button"
            onClick={() => setSearching(true)}
            className="flex h-8.5 min-w-0 flex-1 items-center gap-2 rounded-lg border border-line bg-canvas px-2.5 text-muted hover:border-strong sm:max-w-80"
          >
            <Search className="size-4 shrink-0" aria-hidden />
            <span className="truncate">{t('palette.open')}</span>
            <kbd className="ml-auto hidden rounded border border-line bg-surface px-1.5 font-sans text-xs whitespace-nowrap sm:block">
              {/Mac|iP/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}
            </kbd>
          </button>
          <span className="ml-auto" />
          <AccountMenu />
        </header>
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          {permission && !can(permission) ? <Forbidden permission={permission} /> : <Outlet />}
        </main>
      </div>
      {searching && (
        <Suspense>
          <Palette onClose={() => setSearching(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** The side menu on narrow screens. */
function Drawer() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button variant="ghost" size="icon" className="lg:hidden" aria-label={t('shell.menu')}>
          <MenuIcon />
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="animate-fade fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="animate-slide fixed inset-y-0 left-0 z-40 w-72 max-w-[85vw] overflow-y-auto border-r border-line bg-surface"
        >
          <Dialog.Title className="sr-only">{t('shell.menu')}</Dialog.Title>
          <div className="flex items-center justify-between px-5 pt-4 pb-5">
            <Brand />
            <Dialog.Close className={buttonClass('ghost', 'sm')}>{t('common.close')}</Dialog.Close>
          </div>
          <SideMenu onNavigate={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
