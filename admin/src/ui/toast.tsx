import { clsx } from 'clsx';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

interface Message {
  id: number;
  kind: 'success' | 'error';
  text: string;
  /** Takes back what was done, by a second request. */
  undo: (() => Promise<unknown>) | undefined;
}

let messages: Message[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

const update = (next: Message[]): void => {
  messages = next;
  for (const listener of listeners) listener();
};
const show = (kind: Message['kind']) => (text: string, undo?: Message['undo']) =>
  update([...messages.filter((shown) => undo || shown.text !== text), { id: ++lastId, kind, text, undo }].slice(-3));

export const toast = { success: show('success'), error: show('error') };

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function Toaster() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(subscribe, () => messages);
  // What fails is said by the request itself.
  const takeBack = (undo: () => Promise<unknown>) =>
    undo().then(
      () => toast.success(t('common.undone')),
      () => undefined,
    );
  return (
    <Toast.Provider label={t('shell.notification')} swipeDirection="right">
      {shown.map(({ id, kind, text, undo }) => (
        <Toast.Root
          key={id}
          duration={kind === 'error' || undo ? 9000 : 4000}
          onOpenChange={(open) => !open && update(messages.filter((message) => message.id !== id))}
          className="animate-appear flex items-start gap-2.5 rounded-xl border border-line bg-raised p-3 shadow-float"
        >
          {kind === 'error' ? (
            <CircleAlert className="mt-0.5 size-4.5 shrink-0 text-bad" aria-hidden />
          ) : (
            <CircleCheck className="mt-0.5 size-4.5 shrink-0 text-ok" aria-hidden />
          )}
          <Toast.Description className={clsx('min-w-0 flex-1 break-words', kind === 'error' && 'font-medium')}>
            {text}
          </Toast.Description>
          {undo && (
            <Toast.Action
              altText={t('common.undo')}
              className="shrink-0 font-medium text-accent hover:underline"
              onClick={() => void takeBack(undo)}
            >
              {t('common.undo')}
            </Toast.Action>
          )}
          <Toast.Close aria-label={t('common.close')} className="rounded p-0.5 text-muted hover:text-ink">
            <X className="size-4" />
          </Toast.Close>
        </Toast.Root>
      ))}
      {/* Above the buttons of a long form, which stay in sight. */}
      <Toast.Viewport className="fixed right-4 bottom-4 z-50 [body:has([data-sticky])_&]:bottom-18 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2 outline-none" />
    </Toast.Provider>
  );
}
