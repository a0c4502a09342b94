import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { count, dayOfMonth } from '../../lib/format';
import { BarChart } from '../../ui/bar-chart';

export default function FunnelChart({ rows }: { rows: Schemas['FunnelDayRow'][] }) {
  const { t } = useTranslation();
  const data = useMemo(
    () => ({
      at: rows.map(({ day }) => Date.parse(`${day}T00:00`) / 1000),
      values: rows.map(({ visits }) => visits),
      before: rows.map(({ orders }) => orders),
      names: { values: t('analytics.visits'), before: t('analytics.ordered') },
      // The axis has no parts of a visit.
      format: (value: number) => (Number.isInteger(value) ? count(value) : ''),
      formatMoment: (seconds: number) => dayOfMonth(new Date(seconds * 1000).toISOString()),
    }),
    [rows, t],
  );
  return <BarChart label={t('analytics.funnelChart')} {...data} />;
}
