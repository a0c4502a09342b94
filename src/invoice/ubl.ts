import { decimal } from '../common/money/money.js';
import * as code from './e-invoice-codes.js';
import type { Buyer, InvoiceDocument, Seller } from './invoice-document.js';
import { type NetLine, type NetPart, netOf } from './net.js';
import type { Tree } from './xml.js';

/**
 * The invoice in the words of UBL 2.1, in the order of its schema. A credit note is told as an invoice here;
 * {@link creditNote} renames it.
 */
export function ublTree(document: InvoiceDocument): Tree {
  const { number, kind, issued, due, currency, order, corrects, reason, seller, buyer, tax, totals } = document;
  const { lines, allowances, charges, sums } = netOf(document);
  const { paid, due: payable } = code.paidAndDue(document);
  const sum = (name: string, minor: number) => money(currency, name, minor);
  const terms = code.paymentTerms(document);
  return {
    'cbc:CustomizationID': code.en16931,
    'cbc:ID': number,
    'cbc:IssueDate': issued,
    'cbc:DueDate': due ?? undefined,
    'cbc:InvoiceTypeCode': code.typeCodes[kind],
    'cbc:Note': reason ? [reason] : undefined,
    'cbc:DocumentCurrencyCode': currency,
    // The shop gave the order its number; the buyer's own, which the schema asks for, is not known.
    'cac:OrderReference': { 'cbc:ID': 'NA', 'cbc:SalesOrderID': order.number },
    'cac:BillingReference': corrects
      ? [{ 'cac:InvoiceDocumentReference': { 'cbc:ID': corrects.number, 'cbc:IssueDate': corrects.issued } }]
      : undefined,
    'cac:AccountingSupplierParty': { 'cac:Party': sellerParty(seller) },
    'cac:AccountingCustomerParty': { 'cac:Party': buyerParty(buyer) },
    'cac:PaymentMeans': [
      {
        'cbc:PaymentMeansCode': code.paymentMeans(document),
        'cbc:PaymentID': number,
        'cac:PayeeFinancialAccount': accountOf(document),
      },
    ],
    'cac:PaymentTerms': terms === undefined ? undefined : { 'cbc:Note': terms },
    'cac:AllowanceCharge': [
      ...allowances.map((part) => allowanceOrCharge(currency, part, 'false', code.discountReason(document))),
      ...charges.map((part) => allowanceOrCharge(currency, part, 'true', code.shippingReason)),
    ],
    'cac:TaxTotal': [
      {
        ...sum('cbc:TaxAmount', totals.tax),
        'cac:TaxSubtotal': tax.map(({ rate, net, tax }) => ({
          ...sum('cbc:TaxableAmount', net),
          ...sum('cbc:TaxAmount', tax),
          'cac:TaxCategory': taxCategory(rate),
        })),
      },
    ],
    'cac:LegalMonetaryTotal': {
      ...sum('cbc:LineExtensionAmount', sums.lines),
      ...sum('cbc:TaxExclusiveAmount', totals.net),
      ...sum('cbc:TaxInclusiveAmount', totals.gross),
      ...(allowances.length ? sum('cbc:AllowanceTotalAmount', sums.allowances) : {}),
      ...(charges.length ? sum('cbc:ChargeTotalAmount', sums.charges) : {}),
      ...(paid ? sum('cbc:PrepaidAmount', paid) : {}),
      ...sum('cbc:PayableAmount', payable),
    },
    'cac:InvoiceLine': lines.map((line, at) => lineTree(currency, line, String(at + 1))),
  };
}

/** What has another name in a credit note, of which the due date has no place in it. */
export function creditNote({ 'cbc:DueDate': _, ...tree }: Tree): Tree {
  const renamed: Record<string, string> = {
    'cbc:InvoiceTypeCode': 'cbc:CreditNoteTypeCode',
    'cac:InvoiceLine': 'cac:CreditNoteLine',
    'cbc:InvoicedQuantity': 'cbc:CreditedQuantity',
    'cbc:InvoicedQuantity@unitCode': 'cbc:CreditedQuantity@unitCode',
  };
  const rename = (tree: Tree): Tree =>
    Object.fromEntries(Object.entries(tree).map(([name, content]) => [renamed[name] ?? name, content]));
  const { 'cac:InvoiceLine': lines, ...rest } = tree;
  return rename({ ...rest, 'cac:InvoiceLine': (lines as Tree[]).map(rename) });
}

function sellerParty({ name, email, phone, vat_id, tax_id, register, address, ...place }: Seller): Tree {
  return {
    'cbc:EndpointID': email,
    'cbc:EndpointID@schemeID': code.email,
    'cac:PostalAddress': postal({ ...place, address }),
    'cac:PartyTaxScheme': [taxScheme(vat_id, 'VAT'), ...(tax_id ? [taxScheme(tax_id, 'TAX')] : [])],
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': name, 'cbc:CompanyLegalForm': register },
    'cac:Contact': { 'cbc:Telephone': phone, 'cbc:ElectronicMail': email },
  };
}

function buyerParty({ name, email, address, ...place }: Buyer): Tree {
  return {
    'cbc:EndpointID': email ?? undefined,
    'cbc:EndpointID@schemeID': email ? code.email : undefined,
    'cac:PostalAddress': postal({ ...place, address: [address] }),
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': name },
    'cac:Contact': email ? { 'cbc:ElectronicMail': email } : undefined,
  };
}

type Place = Pick<Buyer, 'post_code' | 'city' | 'country'> & { address: (string | null)[] };

function postal({ address: [first, second, ...rest], post_code, city, country }: Place): Tree {
  return {
    'cbc:StreetName': first ?? undefined,
    'cbc:AdditionalStreetName': second ?? undefined,
    'cbc:CityName': city ?? undefined,
    'cbc:PostalZone': post_code ?? undefined,
    'cac:AddressLine': rest.length ? { 'cbc:Line': rest.join(', ') } : undefined,
    'cac:Country': { 'cbc:IdentificationCode': country },
  };
}

const taxScheme = (id: string, scheme: string): Tree => ({
  'cbc:CompanyID': id,
  'cac:TaxScheme': { 'cbc:ID': scheme },
});

function accountOf(document: InvoiceDocument): Tree | undefined {
  const account = code.account(document);
  const { name, bic } = document.seller;
  if (!account) return undefined;
  return {
    'cbc:ID': account,
    'cbc:Name': name,
    'cac:FinancialInstitutionBranch': bic ? { 'cbc:ID': bic } : undefined,
  };
}

const allowanceOrCharge = (currency: string, part: NetPart, charge: string, reason: code.Reason): Tree => ({
  'cbc:ChargeIndicator': charge,
  'cbc:AllowanceChargeReasonCode': reason.code,
  'cbc:AllowanceChargeReason': reason.text,
  ...money(currency, 'cbc:Amount', part.net),
  'cac:TaxCategory': taxCategory(part.tax_rate),
});

const lineTree = (currency: string, { name, quantity, tax_rate, net, unit_price }: NetLine, id: string): Tree => ({
  'cbc:ID': id,
  'cbc:InvoicedQuantity': String(quantity),
  'cbc:InvoicedQuantity@unitCode': code.piece,
  ...money(currency, 'cbc:LineExtensionAmount', net),
  'cac:Item': { 'cbc:Name': name, 'cac:ClassifiedTaxCategory': taxCategory(tax_rate) },
  'cac:Price': { 'cbc:PriceAmount': unit_price, 'cbc:PriceAmount@currencyID': currency },
});

const taxCategory = (rate: number): Tree => ({
  'cbc:ID': code.taxCategory(rate),
  'cbc:Percent': code.percent(rate),
  'cac:TaxScheme': { 'cbc:ID': 'VAT' },
});

const money = (currency: string, name: string, minor: number): Tree => ({
  [name]: decimal(minor),
  [`${name}@currencyID`]: currency,
});
