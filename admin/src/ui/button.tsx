import { clsx } from 'clsx';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';

const variants = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover border-transparent',
  secondary: 'bg-surface text-ink border-line hover:bg-subtle',
  ghost: 'text-ink border-transparent hover:bg-subtle',
  danger: 'bg-surface text-bad border-line hover:bg-bad-soft',
};

export type ButtonProps = ComponentProps<'button'> & {
  variant?: keyof typeof variants;
  size?: 'md' | 'sm' | 'icon';
  busy?: boolean;
};

export const buttonClass = (variant: keyof typeof variants = 'secondary', size: ButtonProps['size'] = 'md') =>
  clsx(
    'inline-flex items-center justify-center gap-1.5 rounded-lg border font-medium whitespace-nowrap select-none',
    'transition-colors disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
    variants[variant],
    { md: 'h-8.5 px-3', sm: 'h-7 px-2 text-sm', icon: 'size-8.5' }[size],
  );

export function Button({ variant, size, busy, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={clsx(buttonClass(variant, size), className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <LoaderCircle className="animate-spin" aria-hidden />}
      {children}
    </button>
  );
}
