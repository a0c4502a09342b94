import { title } from './format.js';
import type { InvoiceDocument } from '../invoice/invoice-document.js';
import { xmlFragment, type XmlTree } from '../invoice/xml.js';

const name = 'factur-x.xml';
const namespace = 'urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#';

/** Makes a PDF/A-3 a Factur-X: attaches the XML and says so in the metadata. */
export function attachFacturX(pdf: PDFKit.PDFDocument, document: InvoiceDocument, xml: Uint8Array): void {
  const issued = new Date(document.issued);
  const description = `${title(document)} ${document.number}, Factur-X`;
  const file = { name, type: 'text/xml', description, creationDate: issued, modifiedDate: issued };
  // The types do not know `relationship` yet.
  pdf.file(Buffer.from(xml), Object.assign(file, { relationship: 'Alternative' }));
  pdf.appendXML(xmlFragment({ 'rdf:Description': [author(document), facturX, facturXSchema] }));
}

/** pdfkit writes the author of its `info` without escaping it. */
const author = ({ seller }: InvoiceDocument): XmlTree => ({
  '@rdf:about': '',
  '@xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'dc:creator': { 'rdf:Seq': { 'rdf:li': seller.name } },
});

const facturX: XmlTree = {
  '@rdf:about': '',
  '@xmlns:fx': namespace,
  'fx:DocumentType': 'INVOICE',
  'fx:DocumentFileName': name,
  'fx:Version': '1.0',
  'fx:ConformanceLevel': 'EN 16931',
};

const property = (name: string, description: string): XmlTree => ({
  '@rdf:parseType': 'Resource',
  'pdfaProperty:name': name,
  'pdfaProperty:valueType': 'Text',
  'pdfaProperty:category': 'external',
  'pdfaProperty:description': description,
});

/** PDF/A requires a schema for metadata that it does not define itself. */
const facturXSchema: XmlTree = {
  '@rdf:about': '',
  '@xmlns:pdfaExtension': 'http://www.aiim.org/pdfa/ns/extension/',
  '@xmlns:pdfaSchema': 'http://www.aiim.org/pdfa/ns/schema#',
  '@xmlns:pdfaProperty': 'http://www.aiim.org/pdfa/ns/property#',
  'pdfaExtension:schemas': {
    'rdf:Bag': {
      'rdf:li': {
        '@rdf:parseType': 'Resource',
        'pdfaSchema:schema': 'Factur-X PDFA Extension Schema',
        'pdfaSchema:namespaceURI': namespace,
        'pdfaSchema:prefix': 'fx',
        'pdfaSchema:property': {
          'rdf:Seq': {
            'rdf:li': [
              property('DocumentFileName', 'name of the embedded XML invoice file'),
              property('DocumentType', 'INVOICE'),
              property('Version', 'version of the Factur-X data'),
              property('ConformanceLevel', 'conformance level of the Factur-X data'),
            ],
          },
        },
      },
    },
  },
};
