import { decimal } from '../common/money/money.js';
import * as code from './e-invoice-codes.js';
import type { Buyer, InvoiceDocument, Seller } from './invoice-document.js';
import { type NetLine, type NetPart, netAmounts } from './net.js';
import type { XmlTree } from './xml.js';

/**
 * The elements of a UBL 2.1 Invoice, in the order of its schema. {@link creditNote} turns those of a credit note into a
 * CreditNote.
 */
export function ublTree(document: InvoiceDocument): XmlTree {
  const { number, kind, issued, due, currency, order, corrects, reason, seller, buyer, tax, totals } = document;
  const { lines, allowances, charges, sums } = netAmounts(document);
  const { paid, due: payable } = code.paidAndDue(document);
  const amount = amountIn(currency);
  const terms = code.paymentTerms(document);
  return {
    'cbc:CustomizationID': code.en16931,
    'cbc:ID': number,
    'cbc:IssueDate': issued,
    'cbc:DueDate': due ?? undefined,
    'cbc:InvoiceTypeCode': code.typeCodes[kind],
    'cbc:Note': reason ? [reason] : undefined,
    'cbc:DocumentCurrencyCode': currency,
    // The schema requires the buyer's own order number, which is not known; the shop's is the SalesOrderID.
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
        'cbc:TaxAmount': amount(totals.tax),
        'cac:TaxSubtotal': tax.map(({ rate, net, tax }) => ({
          'cbc:TaxableAmount': amount(net),
          'cbc:TaxAmount': amount(tax),
          'cac:TaxCategory': taxCategory(rate),
        })),
      },
    ],
    'cac:LegalMonetaryTotal': {
      'cbc:LineExtensionAmount': amount(sums.lines),
      'cbc:TaxExclusiveAmount': amount(totals.net),
      'cbc:TaxInclusiveAmount': amount(totals.gross),
      'cbc:AllowanceTotalAmount': allowances.length ? amount(sums.allowances) : undefined,
      'cbc:ChargeTotalAmount': charges.length ? amount(sums.charges) : undefined,
      'cbc:PrepaidAmount': paid ? amount(paid) : undefined,
      'cbc:PayableAmount': amount(payable),
    },
    'cac:InvoiceLine': lines.map((line, at) => lineTree(currency, line, String(at + 1))),
  };
}

/** Renames the elements that differ in a CreditNote, which has no due date. */
export function creditNote({ 'cbc:DueDate': _, ...tree }: XmlTree): XmlTree {
  const renamed: Record<string, string> = {
    'cbc:InvoiceTypeCode': 'cbc:CreditNoteTypeCode',
    'cac:InvoiceLine': 'cac:CreditNoteLine',
    'cbc:InvoicedQuantity': 'cbc:CreditedQuantity',
  };
  const rename = (tree: XmlTree): XmlTree =>
    Object.fromEntries(Object.entries(tree).map(([name, content]) => [renamed[name] ?? name, content]));
  const { 'cac:InvoiceLine': lines, ...rest } = tree;
  return rename({ ...rest, 'cac:InvoiceLine': (lines as XmlTree[]).map(rename) });
}

function sellerParty({ name, email, phone, vat_id, tax_id, register, address, ...place }: Seller): XmlTree {
  return {
    'cbc:EndpointID': electronicAddress(email),
    'cac:PostalAddress': postal({ ...place, address }),
    'cac:PartyTaxScheme': [
      ...(vat_id ? [taxScheme(vat_id, 'VAT')] : []),
      ...(tax_id ? [taxScheme(tax_id, 'TAX')] : []),
    ],
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': name, 'cbc:CompanyLegalForm': register },
    'cac:Contact': { 'cbc:Telephone': phone, 'cbc:ElectronicMail': email },
  };
}

function buyerParty({ name, email, address, ...place }: Buyer): XmlTree {
  return {
    'cbc:EndpointID': email ? electronicAddress(email) : undefined,
    'cac:PostalAddress': postal({ ...place, address: [address] }),
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': name },
    'cac:Contact': email ? { 'cbc:ElectronicMail': email } : undefined,
  };
}

const electronicAddress = (email: string): XmlTree => ({ '#text': email, '@schemeID': code.email });

type Place = Pick<Buyer, 'post_code' | 'city' | 'country'> & { address: (string | null)[] };

function postal({ address: [first, second, ...rest], post_code, city, country }: Place): XmlTree {
  return {
    'cbc:StreetName': first ?? undefined,
    'cbc:AdditionalStreetName': second ?? undefined,
    'cbc:CityName': city ?? undefined,
    'cbc:PostalZone': post_code ?? undefined,
    'cac:AddressLine': rest.length ? { 'cbc:Line': rest.join(', ') } : undefined,
    'cac:Country': { 'cbc:IdentificationCode': country },
  };
}

const taxScheme = (id: string, scheme: string): XmlTree => ({
  'cbc:CompanyID': id,
  'cac:TaxScheme': { 'cbc:ID': scheme },
});

function accountOf(document: InvoiceDocument): XmlTree | undefined {
  const account = code.account(document);
  const { name, bic } = document.seller;
  if (!account) return undefined;
  return {
    'cbc:ID': account,
    'cbc:Name': name,
    'cac:FinancialInstitutionBranch': bic ? { 'cbc:ID': bic } : undefined,
  };
}

const allowanceOrCharge = (currency: string, part: NetPart, charge: string, reason: code.Reason): XmlTree => ({
  'cbc:ChargeIndicator': charge,
  'cbc:AllowanceChargeReasonCode': reason.code,
  'cbc:AllowanceChargeReason': reason.text,
  'cbc:Amount': amountIn(currency)(part.net),
  'cac:TaxCategory': taxCategory(part.tax_rate),
});

const lineTree = (currency: string, { name, quantity, tax_rate, net, unit_price }: NetLine, id: string): XmlTree => ({
  'cbc:ID': id,
  'cbc:InvoicedQuantity': { '#text': String(quantity), '@unitCode': code.piece },
  'cbc:LineExtensionAmount': amountIn(currency)(net),
  'cac:Item': { 'cbc:Name': name, 'cac:ClassifiedTaxCategory': taxCategory(tax_rate) },
  'cac:Price': { 'cbc:PriceAmount': { '#text': unit_price, '@currencyID': currency } },
});

const taxCategory = (rate: number): XmlTree => ({
  'cbc:ID': code.taxCategory(rate),
  'cbc:Percent': code.percent(rate),
  'cac:TaxScheme': { 'cbc:ID': 'VAT' },
});

const amountIn =
  (currency: string) =>
  (minor: number): XmlTree => ({ '#text': decimal(minor), '@currencyID': currency });
