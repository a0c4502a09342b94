import { useNavigate } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, Search, X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { about, count } from '../lib/format';
import { Button } from './button';
import { Card } from './card';
import type { RowChoice } from './choose';
import { Page } from './page';
import { Empty, Failure, Skeleton } from './states';
import { type Column, Table } from './table';

/** The search parameters of a list: what the API takes. */
type Value = string | number | boolean | undefined;
type Search = Record<string, Value>;

export interface Filter {
  key: string;
  label: string;
  /** Without options, it is a search or a day. */
  options?: [value: string, label: string][];
  isDay?: boolean;
}

/** What the API says of a page: how many rows the whole list has, and where the neighbouring pages are. */
interface Position {
  count: number;
  /** Of long lists. */
  count_is_estimate?: boolean;
  next: string | null;
  previous: string | null;
}

interface Query<Row> {
  data?: (Position & { results: Row[] }) | undefined;
  error: unknown;
  isFetching: boolean;
  refetch: () => unknown;
}

interface ListPageProps<Row> {
  title: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
  tabs?: ReactNode;
  search: Search;
  filters?: Filter[];
  query: Query<Row>;
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  onRow?: (row: Row) => void;
  choice?: RowChoice<Row> | undefined;
  /** What became of the chosen rows. */
  outcome?: ReactNode;
  /** What can be done with them. */
  bar?: ReactNode;
  /** What an empty list without filters says. */
  empty: { title: string; hint?: string; action?: ReactNode };
}

const pageSize = 25;

/** By numbers, which say where one is, as far as the API knows them; beyond that by the cursors of its links. */
export const listQuery = <Asked extends { page?: number; after?: string; before?: string }>(search: Asked) => ({
  ...(search.after || search.before ? {} : { page: 1 }),
  ...search,
  page_size: pageSize,
});

const nowhere = { page: undefined, after: undefined, before: undefined };

/** Changes search parameters of the page; each new filter starts at the first page. */
function useSetSearch() {
  const navigate = useNavigate();
  return (change: Search) =>
    navigate({
      to: '.',
      search: ((old: Search) => ({ ...old, ...nowhere, ...change })) as never,
      replace: 'search' in change,
    });
}

/** A list of the API with its filters, their chips, pages, and what it says while it is empty, loading or broken. */
export function ListPage<Row>(props: ListPageProps<Row>) {
  const { title, subtitle, actions, tabs, search, filters = [], query, columns, rowKey, onRow, empty } = props;
  const { choice, outcome, bar } = props;
  const { t } = useTranslation();
  const set = useSetSearch();
  const active = filters.filter(({ key }) => search[key] !== undefined && search[key] !== '');
  const reset = () => set(Object.fromEntries(active.map(({ key }) => [key, undefined])));
  return (
    <Page title={title} subtitle={subtitle} actions={actions} tabs={tabs}>
      {filters.length > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          {filters.map((filter) => (
            <FilterControl key={filter.key} filter={filter} value={search[filter.key]} set={set} />
          ))}
        </div>
      )}
      {active.length > 0 && <Chips active={active} search={search} set={set} reset={reset} />}
      {outcome}
      <Card flush>
        {query.error ? (
          <Failure error={query.error} retry={query.refetch} />
        ) : !query.data ? (
          <Skeleton rows={8} />
        ) : query.data.results.length > 0 ? (
          <Table
            caption={title}
            columns={columns}
            rows={query.data.results}
            rowKey={rowKey}
            {...(onRow && { onRow })}
            {...(choice && { choice })}
          />
        ) : active.length > 0 || isInside(search) ? (
          <Empty
            title={t('list.nothingFound')}
            hint={t('list.nothingFoundHint')}
            action={<Button onClick={() => void reset()}>{t('list.reset')}</Button>}
          />
        ) : (
          <Empty {...empty} />
        )}
      </Card>
      {query.data && query.data.count > 0 && <Pages search={search} at={query.data} set={set} />}
      {bar}
    </Page>
  );
}

type Set = ReturnType<typeof useSetSearch>;

function FilterControl({ filter, value, set }: { filter: Filter; value: Value; set: Set }) {
  const { key, label, options, isDay } = filter;
  if (isDay) return <DayField filter={filter} value={String(value ?? '')} set={set} />;
  if (!options) return <SearchField filter={filter} value={String(value ?? '')} set={set} />;
  return (
    <select
      aria-label={label}
      className="field w-auto"
      value={String(value ?? '')}
      onChange={({ target }) => void set({ [key]: target.value || undefined })}
    >
      <option value="">{label}</option>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}

function DayField({ filter: { key, label }, value, set }: { filter: Filter; value: string; set: Set }) {
  return (
    <label className="flex items-center gap-1.5 text-sm text-muted">
      {label}
      <input
        type="date"
        className="field w-auto"
        value={value}
        onChange={({ target }) => void set({ [key]: target.value || undefined })}
      />
    </label>
  );
}

/** Searches when the typing pauses. */
function SearchField({ filter, value, set }: { filter: Filter; value: string; set: Set }) {
  const id = useId();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => void set({ [filter.key]: text || undefined }), 300);
    return () => clearTimeout(timer);
  }, [text, value, set, filter.key]);
  return (
    <div className="relative min-w-52 flex-1 sm:max-w-80">
      <Search className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-muted" aria-hidden />
      <input
        id={id}
        type="search"
        aria-label={filter.label}
        placeholder={filter.label}
        className="field pl-8"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </div>
  );
}

interface ChipsProps {
  active: Filter[];
  search: Search;
  set: Set;
  reset: () => unknown;
}

function Chips({ active, search, set, reset }: ChipsProps) {
  const { t } = useTranslation();
  return (
    <ul className="-mt-1 flex flex-wrap items-center gap-1.5" aria-label={t('list.filters')}>
      {active.map(({ key, label, options }) => {
        const value = String(search[key]);
        const text = options?.find(([option]) => option === value)?.[1].trim() ?? value;
        return (
          <li key={key}>
            <button
              type="button"
              onClick={() => void set({ [key]: undefined })}
              className="flex items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1.5 pl-2.5 text-sm text-accent hover:bg-subtle"
              aria-label={t('list.remove', { filter: `${label}: ${text}` })}
            >
              {label}: <strong className="font-semibold">{text}</strong>
              <X className="size-3.5" aria-hidden />
            </button>
          </li>
        );
      })}
      <li>
        <Button variant="ghost" size="sm" onClick={() => void reset()}>
          {t('list.reset')}
        </Button>
      </li>
    </ul>
  );
}

const isInside = ({ page, after, before }: Search): boolean => Boolean(after ?? before) || Number(page ?? 1) > 1;

function Pages({ search, at, set }: { search: Search; at: Position; set: Set }) {
  const { t } = useTranslation();
  const total = at.count_is_estimate ? t('list.about', { total: about(at.count) }) : count(at.count);
  const page = Number(search['page'] ?? 1);
  const from = Math.min((page - 1) * pageSize + 1, at.count);
  const to = Math.min(page * pageSize, at.count);
  const isByCursor = search['after'] !== undefined || search['before'] !== undefined;
  return (
    <nav aria-label={t('list.pages')} className="flex items-center justify-between gap-2 text-muted">
      <p className="num">
        {isByCursor ? t('list.total', { total }) : t('list.range', { from: count(from), to: count(to), total })}
      </p>
      <div className="flex gap-1.5">
        {(
          [
            ['previous', ChevronLeft],
            ['next', ChevronRight],
          ] as const
        ).map(([name, Icon]) => (
          <Button
            key={name}
            size="icon"
            aria-label={t(`list.${name}`)}
            disabled={at[name] === null}
            onClick={() => void set(placeIn(at[name]))}
          >
            <Icon />
          </Button>
        ))}
      </div>
    </nav>
  );
}

/** What of a link of the API leads to its page. */
function placeIn(link: string | null): Search {
  const { searchParams } = new URL(link ?? location.href);
  const page = Number(searchParams.get('page'));
  return {
    page: page > 1 ? page : undefined,
    after: searchParams.get('after') ?? undefined,
    before: searchParams.get('before') ?? undefined,
  };
}
