import { ciiTree } from './cii.js';
import type { InvoiceDocument } from './invoice-document.js';
import { creditNote, ublTree } from './ubl.js';
import { xmlDocument } from './xml.js';

/** EN 16931 as UBL 2.1: an Invoice, or a CreditNote. */
export function ubl(document: InvoiceDocument): string {
  const tree = ublTree(document);
  return document.kind === 'credit_note'
    ? xmlDocument({ CreditNote: { ...ublNamespaces('CreditNote'), ...creditNote(tree) } })
    : xmlDocument({ Invoice: { ...ublNamespaces('Invoice'), ...tree } });
}

/** EN 16931 as UN/CEFACT Cross Industry Invoice, which is what Factur-X embeds. */
export const cii = (document: InvoiceDocument): string =>
  xmlDocument({ 'rsm:CrossIndustryInvoice': { ...ciiNamespaces, ...ciiTree(document) } });

const ublNamespaces = (root: 'Invoice' | 'CreditNote') => ({
  '@xmlns': `urn:oasis:names:specification:ubl:schema:xsd:${root}-2`,
  '@xmlns:cac': 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2',
  '@xmlns:cbc': 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2',
});

const ciiNamespaces = {
  '@xmlns:rsm': 'urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100',
  '@xmlns:qdt': 'urn:un:unece:uncefact:data:standard:QualifiedDataType:100',
  '@xmlns:ram': 'urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100',
  '@xmlns:udt': 'urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100',
};
