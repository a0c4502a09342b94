import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { errorText } from '../../i18n/error-text';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Empty } from '../../ui/states';
import { Table } from '../../ui/table';
import { toast } from '../../ui/toast';
import { type PasteColumn, type Pasted, readPasted } from './pasted';
import { type Saved, useSavePasted } from './use-save-pasted';

type Product = Schemas['AdminProduct'];

export interface PasteDialogProps {
  text: string;
  /** From the one that was pasted into. */
  products: Product[];
  column: PasteColumn;
  mayChange: (column: PasteColumn) => boolean;
  onClose: () => void;
}

/** Shows what a pasted block changes, and saves it: what the shop refuses of a product does not stop the others. */
export default function PasteDialog({ text, products, column, mayChange, onClose }: PasteDialogProps) {
  const { t } = useTranslation();
  const [pasted] = useState<Pasted>(() => readPasted(text, { products, column, mayChange }));
  const [results, setResults] = useState<ReadonlyMap<string, Saved>>(new Map());
  const [saving, setSaving] = useState(false);
  const save = useSavePasted();
  const { changes, rowsLeftOut, columnsLeftOut } = pasted;
  const good = changes.filter(({ isBad }) => !isBad);
  const open = good.filter(({ product }) => results.get(product.uuid) !== 'saved');
  const saveAll = async () => {
    setSaving(true);
    const saved = await save(Map.groupBy(open, ({ product }) => product.uuid));
    setResults((before) => new Map([...before, ...saved]));
    const failed = [...saved.values()].filter((result) => result !== 'saved');
    setSaving(false);
    if (failed.length > 0 || good.length < changes.length) return;
    toast.success(t('common.saved'));
    onClose();
  };
  const problem = {
    name: t('paste.badName'),
    price: t('paste.badPrice'),
    stock: t('paste.badStock'),
  };
  const titles = { name: t('products.name'), price: t('products.price'), stock: t('products.onHand') };
  return (
    <Dialog
      wide
      title={t('paste.title')}
      description={t('paste.hint')}
      open
      onOpenChange={(isOpen) => !isOpen && !saving && onClose()}
    >
      {changes.length === 0 ? (
        <Empty title={t('paste.nothing')} />
      ) : (
        <Table
          caption={t('paste.title')}
          rows={changes}
          rowKey={(change) => `${change.product.uuid} ${change.column}`}
          columns={[
            { title: t('order.product'), className: 'min-w-32', cell: ({ product }) => product.name },
            { title: t('paste.field'), wide: true, cell: (change) => titles[change.column] },
            { title: t('paste.before'), right: true, cell: ({ before }) => <s className="text-muted">{before}</s> },
            {
              title: t('paste.after'),
              right: true,
              cell: (change) =>
                change.isBad ? (
                  <span className="text-bad">
                    {change.after} ({problem[change.column]})
                  </span>
                ) : (
                  <strong className="font-semibold">{change.after}</strong>
                ),
            },
            {
              title: t('paste.result'),
              cell: ({ product, isBad }) => !isBad && <Result result={results.get(product.uuid)} />,
            },
          ]}
        />
      )}
      {rowsLeftOut > 0 && <p className="mt-2 text-warn">{t('paste.tooMany', { rows: rowsLeftOut })}</p>}
      {columnsLeftOut && <p className="mt-2 text-warn">{t('paste.tooWide')}</p>}
      <div className="mt-4 flex justify-end gap-2">
        <Button disabled={saving} onClick={onClose}>
          {t('common.back')}
        </Button>
        <Button variant="primary" disabled={open.length === 0} busy={saving} onClick={() => void saveAll()}>
          {t('paste.save', { changes: open.length })}
        </Button>
      </div>
    </Dialog>
  );
}

function Result({ result }: { result: Saved | undefined }) {
  const { t } = useTranslation();
  if (!result) return null;
  if (result === 'saved') return <CircleCheck className="size-4.5 text-ok" role="img" aria-label={t('common.saved')} />;
  return <span className="text-sm text-bad">{errorText(result.error)}</span>;
}
