import { Download, ListChecks, Upload } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, type Schemas } from '../api/client';
import { type ApiError, asApiError } from '../api/error';
import { upload } from '../api/session';
import { errorText } from '../i18n/error-text';
import { download } from '../lib/download';
import { count } from '../lib/format';
import { Button } from '../ui/button';
import { Card, Facts } from '../ui/card';
import { Page } from '../ui/page';
import { Table } from '../ui/table';
import { ImportFile, ImportRows } from './import-file';

type Result = Schemas['ImportResult'];
type BadLine = Schemas['ImportError'];
type Outcome = { checked: Result } | { done: Result } | { failed: ApiError };

/** Products from a CSV file, once it was checked: all of it, or nothing and a list of the bad lines. */
export function Import() {
  const { t } = useTranslation();
  const id = useId();
  const [file, setFile] = useState<File>();
  const [head, setHead] = useState<string[]>([]);
  const [options, setOptions] = useState({
    overwrite_stock: false,
    overwrite_changes: false,
    create_categories: false,
  });
  const [busy, setBusy] = useState<'checked' | 'done'>();
  const [outcome, setOutcome] = useState<Outcome>();
  const choose = async (chosen: File | undefined) => {
    setFile(chosen);
    setOutcome(undefined);
    // Enough to see whether it is the right file.
    const text = (await chosen?.slice(0, 4_000).text()) ?? '';
    // A workbook, or another encoding than UTF-8: the check tells.
    setHead(/[\0\uFFFD]/.test(text) ? [] : text.split(/\r\n?|\n/).slice(0, 4));
  };
  const send = async (kind: 'checked' | 'done') => {
    if (!file) return;
    setBusy(kind);
    try {
      const query = Object.entries({ ...options, dry_run: kind === 'checked' }).map((option) => option.join('='));
      const result = await upload<Result>(`/api/admin/products/import?${query.join('&')}`, file);
      setOutcome(kind === 'checked' ? { checked: result } : { done: result });
      if (kind === 'done') await queryClient.invalidateQueries();
    } catch (error) {
      setOutcome({ failed: asApiError(error) });
    }
    setBusy(undefined);
  };
  const checked = outcome && 'checked' in outcome ? outcome.checked : undefined;
  const bad = checked?.errors ?? [];
  const canImport = checked !== undefined && bad.length === 0 && checked.created + checked.updated > 0;
  return (
    <Page
      title={t('nav.import')}
      subtitle={t('import.hint')}
      actions={
        <Button onClick={() => void download('/api/admin/products/export', 'products.csv')}>
          <Download aria-hidden />
          {t('import.export')}
        </Button>
      }
    >
      <Card title={t('import.file')}>
        <div className="flex flex-col gap-4">
          <label htmlFor={id} className="sr-only">
            {t('import.file')}
          </label>
          <input
            id={id}
            type="file"
            accept=".csv,.tsv,.txt,.xlsx,text/csv"
            className="field"
            onChange={({ target }) => void choose(target.files?.[0])}
          />
          {head.length > 0 && file && (
            <pre className="overflow-x-auto rounded-lg bg-subtle p-3 font-mono text-xs" tabIndex={0}>
              {head.join('\n')}
            </pre>
          )}
          {(Object.keys(options) as (keyof typeof options)[]).map((option) => (
            <label key={option} className="flex items-center gap-2">
              <input
                type="checkbox"
                className="size-4 shrink-0 accent-accent"
                checked={options[option]}
                onChange={({ target }) => {
                  setOptions({ ...options, [option]: target.checked });
                  setOutcome(undefined);
                }}
              />
              {t(`import.options.${option}`)}
            </label>
          ))}
          <Button
            variant={canImport ? 'secondary' : 'primary'}
            className="self-start"
            disabled={!file || busy === 'done'}
            busy={busy === 'checked'}
            onClick={() => void send('checked')}
          >
            <ListChecks aria-hidden />
            {t('import.check')}
          </Button>
        </div>
      </Card>
      {checked && bad.length === 0 && (
        <Card title={t('import.checked')}>
          <Numbers result={checked} />
          <div className="mt-4 flex flex-wrap items-center gap-3">
            {canImport && (
              <Button variant="primary" busy={busy === 'done'} onClick={() => void send('done')}>
                <Upload aria-hidden />
                {t('import.send')}
              </Button>
            )}
            <p className="text-muted">{t(canImport ? 'import.checkedHint' : 'import.nothingToDo')}</p>
          </div>
        </Card>
      )}
      {checked && bad.length > 0 && (
        <>
          <BadLines title={t('import.checkedBad')} lines={bad} />
          <Card title={t('import.others')}>
            <Numbers result={checked} />
          </Card>
        </>
      )}
      {checked && <ImportFile result={checked} />}
      {checked?.rows && <ImportRows rows={checked.rows} />}
      {outcome && 'done' in outcome && (
        <Card title={t('import.done')}>
          <Numbers result={outcome.done} />
        </Card>
      )}
      {outcome && 'failed' in outcome && <BadLines title={errorText(outcome.failed)} lines={linesOf(outcome.failed)} />}
    </Page>
  );
}

function Numbers({ result }: { result: Result }) {
  const { t } = useTranslation();
  return (
    <Facts
      rows={[
        [t('import.created'), count(result.created)],
        [t('import.updated'), count(result.updated)],
        [t('import.unchanged'), count(result.unchanged)],
        [t('import.brands'), count(result.brands_created)],
        [t('import.newCategories'), count(result.categories_created)],
      ]}
    />
  );
}

/** The file can have become bad since it was checked. */
const linesOf = ({ details }: ApiError): BadLine[] => (Array.isArray(details) ? (details as BadLine[]) : []);

function BadLines({ title, lines }: { title: string; lines: BadLine[] }) {
  const { t } = useTranslation();
  return (
    <Card title={title} flush>
      {lines.length > 0 && (
        <Table
          caption={t('import.badLines')}
          rows={lines}
          rowKey={({ line, column, reason }) => `${line} ${column} ${reason}`}
          columns={[
            { title: t('import.line'), right: true, className: 'w-16', cell: ({ line }) => line },
            { title: t('import.column'), cell: ({ column }) => column },
            { title: t('import.reason'), cell: ({ reason }) => reason },
          ]}
        />
      )}
    </Card>
  );
}
