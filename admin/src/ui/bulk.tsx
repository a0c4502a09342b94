import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { errorText } from '../i18n/error-text';
import { count } from '../lib/format';
import { Button } from './button';
import { Card } from './card';
import { Table } from './table';
import { toast } from './toast';
import type { Choice } from './use-choice';

type Results = Schemas['BulkResults'];

export interface Failed<Row> {
  row: Row;
  why: string;
}

interface Outcome<Row> {
  title: string;
  failed: Failed<Row>[];
  action?: ReactNode;
}

export interface Bulk<Row> {
  outcome: Outcome<Row> | undefined;
  show: (outcome: Outcome<Row> | undefined) => void;
  /** Says what became of each row; those that failed stay chosen. `undo` gets those that changed. */
  settle: (action: string, rows: Row[], results: Results, undo?: (changed: Row[]) => Promise<Results>) => void;
}

const failuresOf = <Row,>(rows: Row[], { results }: Results): Failed<Row>[] =>
  results.flatMap(({ index, error }) => {
    const row = rows[index];
    return error && row !== undefined ? [{ row, why: errorText(error) }] : [];
  });

export function useBulk<Row>(choice: Choice<Row>): Bulk<Row> {
  const { t } = useTranslation();
  const [outcome, show] = useState<Outcome<Row>>();
  return {
    outcome,
    show,
    settle: (action, rows, answer, undo) => {
      const failed = failuresOf(rows, answer);
      const isChanged = new Set(answer.results.flatMap(({ status, index }) => (status === 'changed' ? [index] : [])));
      const changed = rows.filter((_row, index) => isChanged.has(index));
      const unchanged = rows.length - changed.length - failed.length;
      const numbers = {
        action,
        changed: count(changed.length),
        unchanged: count(unchanged),
        failed: count(failed.length),
      };
      const takeBack = async (): Promise<void> => {
        const answer = await undo?.(changed).catch((error: unknown) => {
          toast.error(errorText(error));
          throw error;
        });
        const refused = answer ? failuresOf(changed, answer) : [];
        if (refused.length === 0) return;
        const done = count(changed.length - refused.length);
        const title = t('bulk.failed', { action: t('common.undo'), failed: count(refused.length), changed: done });
        show({ title, failed: refused });
        // So that nothing says it was taken back.
        throw new Error(title);
      };
      choice.only(failed.map(({ row }) => row));
      show(failed.length > 0 ? { title: t('bulk.failed', numbers), failed } : undefined);
      if (changed.length > 0 || failed.length === 0)
        toast.success(
          t(unchanged > 0 ? 'bulk.doneSome' : 'bulk.done', numbers),
          undo && changed.length > 0 ? takeBack : undefined,
        );
    },
  };
}

interface BulkOutcomeProps<Row> {
  bulk: Bulk<Row>;
  title: string;
  rowKey: (row: Row) => string;
  cell: (row: Row) => ReactNode;
}

/** Which rows failed and why, until it is closed. */
export function BulkOutcome<Row>({ bulk: { outcome, show }, title, rowKey, cell }: BulkOutcomeProps<Row>) {
  const { t } = useTranslation();
  if (!outcome) return null;
  return (
    <div role="alert">
      <Card
        flush
        title={outcome.title}
        actions={
          <>
            {outcome.action}
            <Button variant="ghost" size="icon" aria-label={t('common.close')} onClick={() => show(undefined)}>
              <X aria-hidden />
            </Button>
          </>
        }
      >
        <Table
          caption={outcome.title}
          rows={outcome.failed}
          rowKey={({ row }) => rowKey(row)}
          columns={[
            { title, cell: ({ row }) => cell(row) },
            { title: t('bulk.why'), className: 'w-full', cell: ({ why }) => <span className="text-bad">{why}</span> },
          ]}
        />
        <p className="border-t border-line px-4 py-2 text-sm text-muted">{t('bulk.failedHint')}</p>
      </Card>
    </div>
  );
}

interface BulkBarProps<Row> {
  choice: Choice<Row>;
  /** Rows that the API takes at once. */
  max: number;
  children: ReactNode;
}

/** Stays in sight while rows are chosen. */
export function BulkBar<Row>({ choice, max, children }: BulkBarProps<Row>) {
  const { t } = useTranslation();
  const { rows, elsewhere, only } = choice;
  if (rows.length === 0) return null;
  return (
    <section
      aria-label={t('bulk.actions')}
      className="animate-appear sticky bottom-4 z-20 mx-auto flex max-w-full flex-wrap items-center gap-2 rounded-xl border border-line bg-raised p-2 pl-3 shadow-float"
    >
      <p className="mr-2" role="status">
        <strong className="font-semibold">{t('bulk.chosen', { rows: count(rows.length) })}</strong>
        {elsewhere > 0 && <span className="text-muted"> ({t('bulk.elsewhere', { rows: count(elsewhere) })})</span>}
      </p>
      {rows.length > max ? <p className="text-warn">{t('bulk.tooMany', { max: count(max) })}</p> : children}
      <Button variant="ghost" size="icon" aria-label={t('bulk.clear')} onClick={() => only([])}>
        <X aria-hidden />
      </Button>
    </section>
  );
}
