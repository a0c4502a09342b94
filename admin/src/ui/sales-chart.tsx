import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { dayOfMonth, hourIn, money } from '../lib/format';
import { BarChart } from './bar-chart';

/** The gross sales of a report by hour, day, week or month, and of the period before. */
export default function SalesChart({ report, hours }: { report: Schemas['SalesReport']; hours?: boolean }) {
  const { t } = useTranslation();
  const { currency, rows, previous, time_zone } = report;
  const data = useMemo(
    () => ({
      at: rows.map(({ starts }) => Date.parse(starts) / 1000),
      values: rows.map(({ gross }) => Number(gross)),
      before: rows.map((_, at) => Number(previous.rows[at]?.gross ?? 0)),
      names: { values: t('analytics.gross'), before: t('analytics.before') },
      format: (value: number) => money(String(value), currency),
      formatMoment: (seconds: number) => {
        const moment = new Date(seconds * 1000).toISOString();
        return hours ? hourIn(time_zone, moment) : dayOfMonth(moment);
      },
    }),
    [rows, previous, currency, time_zone, hours, t],
  );
  return <BarChart label={t('analytics.chart')} {...data} />;
}
