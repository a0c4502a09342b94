import { Download, FileText } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { fetchFile } from '../../api/session';
import { errorText } from '../../i18n/error-text';
import { day, money } from '../../lib/format';
import { buttonClass } from '../../ui/button';
import { Card } from '../../ui/card';
import { Dialog } from '../../ui/dialog';
import { Skeleton } from '../../ui/states';
import { toast } from '../../ui/toast';

type Invoice = Schemas['InvoiceRow'];

export function DocumentsCard({ invoices }: { invoices: Invoice[] | undefined }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Invoice>();
  return (
    <Card title={t('order.documents')} flush>
      {!invoices && <Skeleton rows={1} />}
      {invoices?.length === 0 && <p className="px-4 py-3 text-muted">{t('order.noDocuments')}</p>}
      {invoices?.map((invoice) => (
        <button
          key={invoice.uuid}
          type="button"
          onClick={() => setShown(invoice)}
          className="flex w-full items-center gap-2.5 border-b border-line px-4 py-2.5 text-left last:border-0 hover:bg-subtle"
        >
          <FileText className="size-5 shrink-0 text-muted" aria-hidden />
          <span className="min-w-0 flex-1">
            <span className="block font-medium">{invoice.number}</span>
            <span className="block text-sm text-muted">
              {t(`document.${invoice.kind}`)} · {day(invoice.issued)}
            </span>
          </span>
          <span className="num">{money(invoice.gross, invoice.currency)}</span>
        </button>
      ))}
      {shown && <PdfView invoice={shown} onClose={() => setShown(undefined)} />}
    </Card>
  );
}

/** The PDF needs the access token, so it is fetched and shown from memory. */
function PdfView({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    let left = false;
    fetchFile(`/api/admin/invoices/${invoice.uuid}.pdf`).then(
      (blob) => {
        if (!left) setUrl((made = URL.createObjectURL(blob)));
      },
      (error: unknown) => toast.error(errorText(error)),
    );
    return () => {
      left = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [invoice.uuid]);
  return (
    <Dialog wide title={invoice.number} open onOpenChange={(open) => !open && onClose()}>
      {url ? (
        <div className="flex flex-col gap-3">
          <iframe
            src={url}
            title={invoice.number}
            className="h-[60dvh] w-full rounded-lg border border-line bg-white"
          />
          <a href={url} download={`${invoice.number}.pdf`} className={`${buttonClass()} self-end`}>
            <Download aria-hidden />
            {t('common.download')}
          </a>
        </div>
      ) : (
        <Skeleton rows={8} />
      )}
    </Dialog>
  );
}
