import { XMLParser } from 'fast-xml-parser';
import { expect } from 'vitest';

interface Element {
  [name: string]: Element[] | string | undefined;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  alwaysCreateTextNode: true,
  parseTagValue: false,
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
});

const all = (from: Element, path: string): Element[] =>
  path.split('/').reduce<Element[]>((found, name) => found.flatMap((each) => (each[name] as Element[]) ?? []), [from]);
const attribute = (element: Element | undefined, name: string): string => {
  const value = element?.[name];
  return typeof value === 'string' ? value.trim() : '';
};
const textOf = (element: Element | undefined): string => attribute(element, '#text');

/** What rules speak of, by its business term: the path in UBL and in CII. */
const terms = {
  'BT-1 number': ['cbc:ID', 'rsm:ExchangedDocument/ram:ID'],
  'BT-2 issued': ['cbc:IssueDate', 'rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString'],
  'BT-5 currency': ['cbc:DocumentCurrencyCode', '$S/ram:InvoiceCurrencyCode'],
  'BT-6 tax currency': ['cbc:TaxCurrencyCode', '$S/ram:TaxCurrencyCode'],
  'BT-10 buyer reference': ['cbc:BuyerReference', '$A/ram:BuyerReference'],
  'BT-13 purchase order': ['cac:OrderReference/cbc:ID', '$A/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID'],
  'BT-22 note': ['cbc:Note', 'rsm:ExchangedDocument/ram:IncludedNote/ram:Content'],
  'BT-23 process': [
    'cbc:ProfileID',
    'rsm:ExchangedDocumentContext/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID',
  ],
  'BT-24 specification': [
    'cbc:CustomizationID',
    'rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID',
  ],
  'BT-29 seller id': ['$Seller/cac:PartyIdentification/cbc:ID', '$Seller/ram:ID'],
  'BT-34 seller endpoint': ['$Seller/cbc:EndpointID', '$Seller/ram:URIUniversalCommunication/ram:URIID'],
  'BT-37 seller city': ['$Seller/cac:PostalAddress/cbc:CityName', '$Seller/ram:PostalTradeAddress/ram:CityName'],
  'BT-38 seller post code': [
    '$Seller/cac:PostalAddress/cbc:PostalZone',
    '$Seller/ram:PostalTradeAddress/ram:PostcodeCode',
  ],
  'BT-41 seller contact': ['$Seller/cac:Contact/cbc:Name', '$Seller/ram:DefinedTradeContact/ram:PersonName'],
  'BT-42 seller phone': [
    '$Seller/cac:Contact/cbc:Telephone',
    '$Seller/ram:DefinedTradeContact/ram:TelephoneUniversalCommunication/ram:CompleteNumber',
  ],
  'BT-43 seller email': [
    '$Seller/cac:Contact/cbc:ElectronicMail',
    '$Seller/ram:DefinedTradeContact/ram:EmailURIUniversalCommunication/ram:URIID',
  ],
  'BT-44 buyer name': ['$Buyer/cac:PartyLegalEntity/cbc:RegistrationName', '$Buyer/ram:Name'],
  'BT-49 buyer endpoint': ['$Buyer/cbc:EndpointID', '$Buyer/ram:URIUniversalCommunication/ram:URIID'],
  'BT-52 buyer city': ['$Buyer/cac:PostalAddress/cbc:CityName', '$Buyer/ram:PostalTradeAddress/ram:CityName'],
  'BT-53 buyer post code': [
    '$Buyer/cac:PostalAddress/cbc:PostalZone',
    '$Buyer/ram:PostalTradeAddress/ram:PostcodeCode',
  ],
  'BT-55 buyer country': [
    '$Buyer/cac:PostalAddress/cac:Country/cbc:IdentificationCode',
    '$Buyer/ram:PostalTradeAddress/ram:CountryID',
  ],
  'BT-72 delivered': [
    'cac:Delivery/cbc:ActualDeliveryDate',
    '$D/ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString',
  ],
  'BT-77 delivery city': ['$To/cbc:CityName', '$D/ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CityName'],
  'BT-78 delivery post code': ['$To/cbc:PostalZone', '$D/ram:ShipToTradeParty/ram:PostalTradeAddress/ram:PostcodeCode'],
  'BT-80 delivery country': [
    '$To/cac:Country/cbc:IdentificationCode',
    '$D/ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CountryID',
  ],
  'BT-81 payment means': [
    'cac:PaymentMeans/cbc:PaymentMeansCode',
    '$S/ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode',
  ],
  'BT-84 account': [
    'cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID',
    '$S/ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount/ram:IBANID',
  ],
} as const;

type Term = keyof typeof terms;

const transaction = 'rsm:SupplyChainTradeTransaction';
const abbreviations = [
  {
    $Seller: 'cac:AccountingSupplierParty/cac:Party',
    $Buyer: 'cac:AccountingCustomerParty/cac:Party',
    $To: 'cac:Delivery/cac:DeliveryLocation/cac:Address',
  },
  {
    $Seller: `${transaction}/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty`,
    $Buyer: `${transaction}/ram:ApplicableHeaderTradeAgreement/ram:BuyerTradeParty`,
    $A: `${transaction}/ram:ApplicableHeaderTradeAgreement`,
    $D: `${transaction}/ram:ApplicableHeaderTradeDelivery`,
    $S: `${transaction}/ram:ApplicableHeaderTradeSettlement`,
  },
];

interface Facts {
  terms: Record<Term, string>;
  /** Of the electronic addresses. */
  schemes: { seller: string; buyer: string };
  /** BT-31 and BT-32, BT-48. */
  seller: { vat: string; tax: string };
  buyer: { vat: string };
  breakdown: { category: string; rate: string; code: string; reason: string }[];
  /** Categories of lines, allowances and charges. */
  categories: Set<string>;
  /** BT-110 and BT-111, by currency. */
  taxTotals: Record<string, string>;
}

/** Reads either syntax. */
export function factsOf(xml: string): Facts {
  const document = parser.parse(xml) as Element;
  const isCii = 'rsm:CrossIndustryInvoice' in document;
  const root = all(document, isCii ? 'rsm:CrossIndustryInvoice' : 'Invoice' in document ? 'Invoice' : 'CreditNote')[0];
  if (!root) throw new Error('no root');
  const path = (paths: readonly [string, string]) =>
    Object.entries(abbreviations[Number(isCii)] ?? {}).reduce(
      (path, [short, long]) => path.replace(`${short}/`, `${long}/`),
      paths[Number(isCii)] ?? '',
    );
  const registrations = (party: '$Seller' | '$Buyer') =>
    isCii
      ? all(root, path(['', `${party}/ram:SpecifiedTaxRegistration/ram:ID`])).map((id) => [
          attribute(id, '@schemeID'),
          textOf(id),
        ])
      : all(root, path([`${party}/cac:PartyTaxScheme`, ''])).map((scheme) => [
          textOf(all(scheme, 'cac:TaxScheme/cbc:ID')[0]),
          textOf(all(scheme, 'cbc:CompanyID')[0]),
        ]);
  const registration = (party: '$Seller' | '$Buyer', ...schemes: string[]) =>
    registrations(party).find(([scheme = '']) => schemes.includes(scheme))?.[1] ?? '';
  const scheme = (term: Term) => attribute(all(root, path(terms[term]))[0], '@schemeID');
  const kind = 'cac:InvoiceLine' in root ? 'cac:InvoiceLine' : 'cac:CreditNoteLine';
  const categoryPaths = isCii
    ? [
        `${transaction}/ram:IncludedSupplyChainTradeLineItem/ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:CategoryCode`,
        path(['', '$S/ram:SpecifiedTradeAllowanceCharge/ram:CategoryTradeTax/ram:CategoryCode']),
      ]
    : [`${kind}/cac:Item/cac:ClassifiedTaxCategory/cbc:ID`, 'cac:AllowanceCharge/cac:TaxCategory/cbc:ID'];
  const [rows, names] = isCii
    ? [
        path(['', '$S/ram:ApplicableTradeTax']),
        ['ram:CategoryCode', 'ram:RateApplicablePercent', 'ram:ExemptionReasonCode', 'ram:ExemptionReason'],
      ]
    : [
        'cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory',
        ['cbc:ID', 'cbc:Percent', 'cbc:TaxExemptionReasonCode', 'cbc:TaxExemptionReason'],
      ];
  const totals = all(
    root,
    isCii
      ? path(['', '$S/ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:TaxTotalAmount'])
      : 'cac:TaxTotal/cbc:TaxAmount',
  );
  return {
    terms: Object.fromEntries(
      Object.entries(terms).map(([term, paths]) => [term, all(root, path(paths)).map(textOf).join('|')]),
    ) as Facts['terms'],
    schemes: { seller: scheme('BT-34 seller endpoint'), buyer: scheme('BT-49 buyer endpoint') },
    seller: { vat: registration('$Seller', 'VAT', 'VA'), tax: registration('$Seller', 'TAX', 'FC') },
    buyer: { vat: registration('$Buyer', 'VAT', 'VA') },
    breakdown: all(root, rows).map((row) => {
      const [category = '', rate = '', code = '', reason = ''] = names.map((name) => textOf(all(row, name)[0]));
      return { category, rate, code, reason };
    }),
    categories: new Set(categoryPaths.flatMap((path) => all(root, path).map(textOf))),
    taxTotals: Object.fromEntries(totals.map((total) => [attribute(total, '@currencyID'), textOf(total)])),
  };
}

const given = (facts: Facts, rule: string, ...needed: Term[]) => {
  for (const term of needed) expect(facts.terms[term], `${rule}: ${term}`).not.toBe('');
};

/** The conditional rules of EN 16931 on parties, places, categories and currencies. */
export function coreRules(facts: Facts): void {
  const { terms, breakdown, categories, seller, buyer, taxTotals, schemes } = facts;
  given(facts, 'BR-01, BR-02, BR-03, BR-05', 'BT-24 specification', 'BT-1 number', 'BT-2 issued', 'BT-5 currency');
  given(facts, 'BR-07, BR-11', 'BT-44 buyer name', 'BT-55 buyer country');
  given(facts, 'art. 226 (7), BR-57', 'BT-72 delivered', 'BT-80 delivery country');
  expect(terms['BT-29 seller id'] || seller.vat, 'BR-CO-26').not.toBe('');
  for (const number of [seller.vat, buyer.vat]) if (number) expect(number, 'BR-CO-09').toMatch(/^[A-Z]{2}/);
  for (const [of, scheme] of Object.entries(schemes))
    if (terms[of === 'seller' ? 'BT-34 seller endpoint' : 'BT-49 buyer endpoint'])
      expect(scheme, 'BR-62, BR-63, BR-CL-25').toMatch(/^(\d{4}|EM)$/);
  if (terms['BT-81 payment means'] === '30') given(facts, 'BR-61', 'BT-84 account');
  expect(new Set(breakdown.map(({ category }) => category)), 'BR-*-01').toEqual(categories);
  for (const { category, rate, code, reason } of breakdown) {
    const rule = category === 'K' ? 'IC' : category;
    if (category === 'S' || category === 'Z') expect([code, reason], `BR-${rule}-10`).toEqual(['', '']);
    else expect(code || reason, `BR-${rule}-10`).not.toBe('');
    expect(Number(rate) > 0, `BR-${rule}-05 to -07`).toBe(category === 'S');
    if (category !== 'S')
      expect(
        breakdown.filter((row) => row.category === category),
        `BR-${rule}-01`,
      ).toHaveLength(1);
    expect(seller.vat || seller.tax, `BR-${rule}-02`).not.toBe('');
    if (category === 'G') expect(seller.vat, 'BR-G-02').not.toBe('');
    if (category === 'K' || category === 'AE') {
      expect(seller.vat, `BR-${rule}-02`).not.toBe('');
      expect(buyer.vat, `BR-${rule}-02`).not.toBe('');
    }
    if (category === 'K') given(facts, 'BR-IC-11, BR-IC-12', 'BT-72 delivered', 'BT-80 delivery country');
    const expected: Record<string, string> = { G: 'VATEX-EU-G', K: 'VATEX-EU-IC', AE: 'VATEX-EU-AE' };
    if (expected[category]) expect(code, 'PEPPOL-EN16931-P0104 to P0107').toBe(expected[category]);
  }
  const currencies = [terms['BT-5 currency'], terms['BT-6 tax currency']].filter(Boolean);
  expect(Object.keys(taxTotals), 'BR-53, PEPPOL-EN16931-R054').toEqual(currencies);
  expect(new Set(currencies).size, 'PEPPOL-EN16931-R005').toBe(currencies.length);
  for (const total of Object.values(taxTotals)) expect(total, 'BR-DEC-13, BR-DEC-15').toMatch(/^\d+\.\d\d$/);
  if (currencies.length > 1) expect(terms['BT-22 note'], 'rate, day and source').toMatch(/ for 1 .* from .* \(.+\)/);
}

/** What both profiles add: they share the rules of Peppol on endpoints and process. */
function sharedRules(facts: Facts): void {
  given(facts, 'PEPPOL-EN16931-R001', 'BT-23 process');
  expect(facts.terms['BT-23 process'], 'PEPPOL-EN16931-R007').toMatch(
    /^urn:fdc:peppol\.eu:2017:poacc:billing:\d\d:1\.0$/,
  );
  given(facts, 'PEPPOL-EN16931-R010, R020', 'BT-49 buyer endpoint', 'BT-34 seller endpoint');
  expect(facts.terms['BT-22 note'], 'PEPPOL-EN16931-R002').not.toContain('|');
  given(facts, 'PEPPOL-EN16931-R003, BR-DE-15', 'BT-10 buyer reference');
}

export function xrechnungRules(facts: Facts): void {
  sharedRules(facts);
  expect(facts.terms['BT-24 specification'], 'BR-DE-21').toBe(
    'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0',
  );
  given(facts, 'BR-DE-1', 'BT-81 payment means');
  given(facts, 'BR-DE-2 to -4', 'BT-41 seller contact', 'BT-37 seller city', 'BT-38 seller post code');
  given(facts, 'BR-DE-5 to -7', 'BT-41 seller contact', 'BT-42 seller phone', 'BT-43 seller email');
  given(facts, 'BR-DE-8, -9', 'BT-52 buyer city', 'BT-53 buyer post code');
  given(facts, 'BR-DE-10, -11', 'BT-77 delivery city', 'BT-78 delivery post code');
  for (const { rate } of facts.breakdown) expect(rate, 'BR-DE-14').not.toBe('');
  expect(facts.seller.vat || facts.seller.tax, 'BR-DE-16').not.toBe('');
  expect(facts.terms['BT-81 payment means'], 'BR-DE-24, -25: no card or mandate is known').not.toMatch(
    /^(48|54|55|59)$/,
  );
  expect(facts.terms['BT-42 seller phone'], 'BR-DE-27').toMatch(/(\D*\d){3}/);
  expect(facts.terms['BT-43 seller email'], 'BR-DE-28').toMatch(/^[^@\s]+@([^@.\s]+\.)+[^@.\s]+$/);
}

export function peppolRules(facts: Facts): void {
  sharedRules(facts);
  expect(facts.terms['BT-24 specification'], 'PEPPOL-EN16931-R004').toBe(
    'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0',
  );
  expect(Object.values(facts.schemes).join(), 'PEPPOL-EN16931-CL008').toMatch(/^\d{4},\d{4}$/);
}
