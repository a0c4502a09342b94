import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const tones = {
  neutral: 'bg-subtle text-muted',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  info: 'bg-info-soft text-info',
};
export type Tone = keyof typeof tones;

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={clsx(
        'inline-flex items-center rounded-full px-2 py-px text-xs font-medium whitespace-nowrap',
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}

/** What waits for somebody is amber, what went wrong red, what is well green. */
const statusTones: Record<string, Tone> = {
  new: 'info',
  paid: 'warn',
  processing: 'warn',
  shipped: 'info',
  delivered: 'ok',
  lost: 'bad',
  open: 'warn',
  waiting_staff: 'warn',
  waiting_customer: 'info',
  solved: 'ok',
  requested: 'warn',
  accepted: 'info',
  received: 'warn',
  refunded: 'ok',
  refused: 'bad',
  pending: 'warn',
  done: 'ok',
  failed: 'bad',
  published: 'ok',
  sent: 'ok',
  queued: 'info',
  captured: 'ok',
  authorized: 'info',
  declined: 'bad',
  action_required: 'warn',
  needs_response: 'bad',
  under_review: 'warn',
  won: 'ok',
};

export function Status({ value }: { value: string }) {
  const { t } = useTranslation();
  return <Badge tone={statusTones[value] ?? 'neutral'}>{t(`status.${value}` as 'status.new')}</Badge>;
}
