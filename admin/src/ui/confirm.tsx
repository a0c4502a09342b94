import { AlertDialog } from 'radix-ui';
import { cloneElement, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from './button';

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What happens, and that it stays so. */
  description: string;
  action: string;
  onConfirm: () => unknown;
}

/** For what cannot be undone. */
export function ConfirmDialog({ open, onOpenChange, title, description, action, onConfirm }: ConfirmDialogProps) {
  const { t } = useTranslation();
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="animate-fade fixed inset-0 z-40 bg-black/40" />
        <AlertDialog.Content className="animate-appear fixed inset-x-4 top-[20dvh] z-40 mx-auto max-w-md rounded-2xl border border-line bg-raised p-5 shadow-float">
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1 text-muted">{description}</AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{t('common.back')}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action className={buttonClass('danger')} onClick={() => void onConfirm()}>
              {action}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

type ConfirmProps = Omit<ConfirmDialogProps, 'open' | 'onOpenChange'> & {
  /** The button that asks. */
  children: ReactElement<{ onClick?: () => void }>;
};

export function Confirm({ children, ...dialog }: ConfirmProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      {cloneElement(children, { onClick: () => setOpen(true) })}
      <ConfirmDialog {...dialog} open={open} onOpenChange={setOpen} />
    </>
  );
}
