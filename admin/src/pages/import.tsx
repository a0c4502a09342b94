import { Download, Upload } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, type Schemas } from '../api/client';
import { type ApiError, asApiError } from '../api/error';
import { upload } from '../api/session';
import { errorText } from '../i18n/error-text';
import { download } from '../lib/download';
import { Button } from '../ui/button';
import { Card, Facts } from '../ui/card';
import { Page } from '../ui/page';
import { Table } from '../ui/table';

interface BadLine {
  line: number;
  column: string | null;
  reason: string;
}

type Outcome = { done: Schemas['ImportResult'] } | { failed: ApiError };

/** Products from a CSV file: all of it, or nothing and a list of the bad lines. */
export function Import() {
  const { t } = useTranslation();
  const id = useId();
  const [file, setFile] = useState<File>();
  const [head, setHead] = useState<string[]>([]);
  const [overwrite, setOverwrite] = useState(false);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const choose = async (chosen: File | undefined) => {
    setFile(chosen);
    setOutcome(undefined);
    // Enough to see whether it is the right file.
    const text = (await chosen?.slice(0, 4_000).text()) ?? '';
    setHead(text.split('\n').slice(0, 4));
  };
  const send = async () => {
    if (!file) return;
    setBusy(true);
    try {
      setOutcome({ done: await upload(`/api/admin/products/import?overwrite_stock=${overwrite}`, file) });
      await queryClient.invalidateQueries();
    } catch (error) {
      setOutcome({ failed: asApiError(error) });
    }
    setBusy(false);
  };
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
            accept=".csv,text/csv"
            className="field"
            onChange={({ target }) => void choose(target.files?.[0])}
          />
          {head.length > 0 && file && (
            <pre className="overflow-x-auto rounded-lg bg-subtle p-3 font-mono text-xs" tabIndex={0}>
              {head.join('\n')}
            </pre>
          )}
          <label className="flex items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={overwrite}
              onChange={({ target }) => setOverwrite(target.checked)}
            />
            {t('import.overwrite')}
          </label>
          <Button variant="primary" className="self-start" disabled={!file} busy={busy} onClick={() => void send()}>
            <Upload aria-hidden />
            {t('import.send')}
          </Button>
        </div>
      </Card>
      {outcome && 'done' in outcome && (
        <Card title={t('import.done')}>
          <Facts
            rows={[
              [t('import.created'), outcome.done.created],
              [t('import.updated'), outcome.done.updated],
              [t('import.unchanged'), outcome.done.unchanged],
              [t('import.brands'), outcome.done.brands_created],
            ]}
          />
        </Card>
      )}
      {outcome && 'failed' in outcome && <BadLines error={outcome.failed} />}
    </Page>
  );
}

function BadLines({ error }: { error: ApiError }) {
  const { t } = useTranslation();
  const lines = Array.isArray(error.details) ? (error.details as BadLine[]) : [];
  return (
    <Card title={errorText(error)} flush>
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
