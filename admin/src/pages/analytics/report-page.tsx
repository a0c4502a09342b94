import { useNavigate } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { download } from '../../lib/download';
import { count } from '../../lib/format';
import { Button } from '../../ui/button';
import { Page } from '../../ui/page';
import { Failure, Skeleton } from '../../ui/states';
import { Tabs } from '../../ui/tabs';
import { nameOf, type Period, type PeriodName, periodOf, periods } from './period';

type Search = Record<string, string | number | boolean | undefined>;

const tabs = [
  ['/analytics', 'sales'],
  ['/analytics/funnel', 'funnel'],
  ['/analytics/products', 'products'],
  ['/analytics/stock', 'stock'],
  ['/analytics/searches', 'searches'],
  ['/analytics/buckets', 'buckets'],
  ['/analytics/customers', 'customers'],
  ['/analytics/cohorts', 'cohorts'],
  ['/analytics/vat', 'vat'],
] as const;

function useSetSearch() {
  const navigate = useNavigate();
  return (change: Search) =>
    void navigate({ to: '.', search: ((old: Search) => ({ ...old, ...change })) as never, replace: true });
}

interface ReportPageProps<Report> {
  /** Of the report at the API, whose CSV file has the same name. */
  name: string;
  search: Search;
  query: { data?: Report | undefined; error: unknown; refetch: () => unknown };
  subtitle?: ReactNode;
  /** What can be chosen. */
  controls?: ReactNode;
  children: (report: Report) => ReactNode;
}

/** Downloads a report as it is shown. */
export function CsvButton({ name, search }: { name: string; search: object }) {
  const parameters = new URLSearchParams(
    Object.entries(search).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
  return (
    <Button
      onClick={() =>
        void download(`/api/admin/analytics/${name}.csv?${parameters.toString()}`, `${name.replace('/', '-')}.csv`)
      }
    >
      <Download aria-hidden />
      CSV
    </Button>
  );
}

export function ReportPage<Report>(props: ReportPageProps<Report>) {
  const { name, search, query, subtitle, controls, children } = props;
  const { t } = useTranslation();
  return (
    <Page
      title={t('nav.analytics')}
      subtitle={subtitle}
      tabs={<Tabs label={t('analytics.reports')} tabs={tabs.map(([to, tab]) => [to, t(`analytics.tabs.${tab}`)])} />}
      actions={<CsvButton name={name} search={search} />}
    >
      {controls && <div className="flex flex-wrap items-center gap-x-4 gap-y-2">{controls}</div>}
      {query.error ? (
        <Failure error={query.error} retry={query.refetch} />
      ) : query.data === undefined ? (
        <Skeleton rows={10} />
      ) : (
        children(query.data)
      )}
    </Page>
  );
}

/** Days in the address of the page: by name, or one by one. */
export function PeriodPicker({ search, shown }: { search: Partial<Period>; shown?: Period | undefined }) {
  const { t } = useTranslation();
  const set = useSetSearch();
  const from = search.from ?? shown?.from ?? '';
  const to = search.to ?? shown?.to ?? '';
  const input = (key: keyof Period, value: string) => (
    <label className="flex items-center gap-2">
      {t(`analytics.${key}`)}
      <input
        type="date"
        className="field w-auto"
        value={value}
        onChange={({ target }) => set({ [key]: target.value || undefined })}
      />
    </label>
  );
  return (
    <>
      <select
        aria-label={t('analytics.period')}
        className="field w-auto"
        value={nameOf({ from, to }) ?? ''}
        onChange={({ target }) => target.value && set({ ...periodOf(target.value as PeriodName) })}
      >
        <option value="">{t('analytics.periods.own')}</option>
        {periods.map((name) => (
          <option key={name} value={name}>
            {t(`analytics.periods.${name}`)}
          </option>
        ))}
      </select>
      {input('from', from)}
      {input('to', to)}
    </>
  );
}

interface ChoiceProps {
  /** The search parameter. */
  name: string;
  label: string;
  value: string;
  options: [value: string, label: string][];
  numeric?: boolean;
}

export function Choice({ name, label, value, options, numeric }: ChoiceProps) {
  const set = useSetSearch();
  return (
    <select
      aria-label={label}
      className="field w-auto"
      value={value}
      onChange={({ target: { value: chosen } }) =>
        set({ [name]: chosen === '' ? undefined : numeric ? Number(chosen) : chosen })
      }
    >
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}

export function Figures({ figures }: { figures: [label: string, value: string, note?: string | undefined][] }) {
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-[repeat(auto-fit,minmax(10rem,1fr))]">
      {figures.map(([label, value, note]) => (
        <div key={label} className="rounded-xl border border-line bg-surface px-4 py-3 shadow-card">
          <dt className="text-muted">{label}</dt>
          <dd className="num text-xl font-semibold">{value}</dd>
          {note && <dd className="text-sm text-muted">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** Below a list that is longer than what is shown of it. */
export function More({ shown, total }: { shown: number; total: number }) {
  const { t } = useTranslation();
  if (total <= shown) return null;
  return <p className="text-sm text-muted">{t('analytics.first', { shown: count(shown), total: count(total) })}</p>;
}
