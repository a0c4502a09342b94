import { FileText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { day, money } from '../../lib/format';
import { Card } from '../../ui/card';
import { PdfView } from '../../ui/pdf-view';
import { Skeleton } from '../../ui/states';

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
      {shown && (
        <PdfView
          path={`/api/admin/invoices/${shown.uuid}.pdf`}
          name={shown.number}
          onClose={() => setShown(undefined)}
        />
      )}
    </Card>
  );
}
