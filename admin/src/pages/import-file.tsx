import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { Card, Facts } from '../ui/card';
import { Table } from '../ui/table';

type Result = Schemas['ImportResult'];
type Preset = NonNullable<NonNullable<Result['file']>['preset']>;

const shops: Record<Exclude<Preset, 'magazin'>, string> = {
  shopify: 'Shopify',
  woocommerce: 'WooCommerce',
  magento: 'Magento',
  magento1: 'Magento 1',
  opencart: 'OpenCart',
  prestashop: 'PrestaShop',
  medusa: 'Medusa',
  google: 'Google Merchant Center',
  vendure: 'Vendure',
  spree: 'Spree',
  saleor: 'Saleor',
  bigcommerce: 'BigCommerce',
  square: 'Square',
  lightspeed: 'Lightspeed',
  etsy: 'Etsy',
  amazon: 'Amazon',
  odoo: 'Odoo',
  wix: 'Wix',
  squarespace: 'Squarespace',
  shopware: 'Shopware',
};

/** How the file was read: a wrong guess is seen before it does harm. */
export function ImportFile({ result: { file, notes } }: { result: Result }) {
  const { t } = useTranslation();
  if (!file) return null;
  const read = file.columns.map(({ column, read_as }) =>
    column.toLowerCase() === read_as ? column : `${column} → ${read_as}`,
  );
  return (
    <Card title={t('import.reading')}>
      <Facts
        rows={[
          [t('import.format'), file.format === 'xlsx' ? t('import.workbook') : 'CSV'],
          ...(file.encoding ? ([[t('import.encoding'), file.encoding]] as [string, string][]) : []),
          ...(file.separator
            ? ([[t('import.separator'), t(`import.separators.${file.separator}`)]] as [string, string][])
            : []),
          ...(file.preset
            ? ([[t('import.preset'), file.preset === 'magazin' ? t('import.ownFile') : shops[file.preset]]] as [
                string,
                string,
              ][])
            : []),
          [t('import.readColumns'), read.join(', ') || '–'],
          [t('import.ignored'), file.ignored.join(', ') || t('import.none')],
        ]}
      />
      {notes.length > 0 && (
        <ul className="mt-4 flex list-disc flex-col gap-1 pl-5 text-muted">
          {notes.map(({ code, lines, count }) => (
            <li key={code}>
              {t(`import.notes.${code}`)}
              {count > 0 &&
                ` (${t('import.lines', { count })}: ${lines.join(', ')}${count > lines.length ? ', …' : ''})`}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** What each line would do. */
export function ImportRows({ rows }: { rows: NonNullable<Result['rows']> }) {
  const { t } = useTranslation();
  const shown = rows.filter(({ outcome }) => outcome !== 'unchanged');
  if (shown.length === 0) return null;
  return (
    <Card title={t('import.rows')} flush>
      <Table
        caption={t('import.rows')}
        rows={shown}
        rowKey={({ line }) => String(line)}
        columns={[
          { title: t('import.line'), right: true, className: 'w-16', cell: ({ line }) => line },
          { title: t('import.product'), cell: ({ slug }) => slug },
          { title: t('import.outcome'), cell: ({ outcome }) => t(`import.outcomes.${outcome}`) },
          {
            title: t('import.changes'),
            cell: ({ changes }) =>
              changes.map(({ field, before, after }) => `${field}: ${shorten(before)} → ${shorten(after)}`).join('; '),
          },
        ]}
      />
    </Card>
  );
}

const shorten = (text: string | null): string =>
  text === null ? '–' : text.length > 60 ? `${text.slice(0, 60)}…` : text;
