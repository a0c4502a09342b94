import { decimal } from '../common/money/money.js';
import { taxCategory as taxCategoryOf, type TaxExemption } from '../common/money/tax-exemption.js';
import type { ElectronicAddress } from '../vat/electronic-address.js';
import * as code from './e-invoice-codes.js';
import type { DeliveryPlace, InvoiceDocument } from './invoice-document.js';
import { type NetLine, type NetPart, netAmounts } from './net.js';
import type { XmlTree } from './xml.js';

/**
 * The elements of a UBL 2.1 Invoice, in the order of its schema. {@link creditNote} turns those of a credit note into a
 * CreditNote.
 */
export function ublTree(document: InvoiceDocument): XmlTree {
  const { number, kind, issued, due, currency, order, corrects, supply, tax, tax_currency, totals } = document;
  const { lines, allowances, charges, sums } = netAmounts(document);
  const { paid, due: payable } = code.paidAndDue(document);
  const amount = amountIn(currency);
  const terms = code.paymentTerms(document);
  const note = code.note(document);
  return {
    'cbc:CustomizationID': code.specification(document),
    'cbc:ProfileID': code.businessProcess(document),
    'cbc:ID': number,
    'cbc:IssueDate': issued,
    'cbc:DueDate': due ?? undefined,
    'cbc:InvoiceTypeCode': code.typeCodes[kind],
    'cbc:Note': note === undefined ? undefined : [note],
    'cbc:DocumentCurrencyCode': currency,
    'cbc:TaxCurrencyCode': tax_currency?.currency,
    'cbc:BuyerReference': code.buyerReference(document),
    // The schema requires the buyer's own order number, which may not be known; the shop's is the SalesOrderID.
    'cac:OrderReference': { 'cbc:ID': order.reference ?? 'NA', 'cbc:SalesOrderID': order.number },
    'cac:BillingReference': corrects
      ? [{ 'cac:InvoiceDocumentReference': { 'cbc:ID': corrects.number, 'cbc:IssueDate': corrects.issued } }]
      : undefined,
    'cac:AccountingSupplierParty': { 'cac:Party': sellerParty(document) },
    'cac:AccountingCustomerParty': { 'cac:Party': buyerParty(document) },
    'cac:Delivery': supply || document.delivery ? delivery(document) : undefined,
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
        'cac:TaxSubtotal': tax.map(({ rate, net, tax, exemption }) => ({
          'cbc:TaxableAmount': amount(net),
          'cbc:TaxAmount': amount(tax),
          'cac:TaxCategory': taxCategory(rate, exemption, exemption),
        })),
      },
      ...(tax_currency ? [{ 'cbc:TaxAmount': amountIn(tax_currency.currency)(tax_currency.tax) }] : []),
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

function sellerParty(document: InvoiceDocument): XmlTree {
  const { name, email, phone, vat_id, tax_id, register, ...place } = document.seller;
  const id = code.sellerId(document.seller);
  return {
    'cbc:EndpointID': endpoint(code.sellerAddress(document.seller)),
    'cac:PartyIdentification': id ? [{ 'cbc:ID': id }] : undefined,
    'cac:PostalAddress': postal(place),
    'cac:PartyTaxScheme': [
      ...(vat_id ? [taxScheme(vat_id, 'VAT')] : []),
      ...(tax_id ? [taxScheme(tax_id, 'TAX')] : []),
    ],
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': name, 'cbc:CompanyLegalForm': register },
    'cac:Contact': {
      'cbc:Name': code.sellerContact(document),
      'cbc:Telephone': phone,
      'cbc:ElectronicMail': email,
    },
  };
}

function buyerParty({ buyer, profile }: InvoiceDocument): XmlTree {
  const { name, contact, email, vat_id, address, line2, ...place } = buyer;
  const electronic = code.buyerAddress(buyer, profile);
  return {
    'cbc:EndpointID': electronic && endpoint(electronic),
    'cac:PostalAddress': postal({ ...place, address: [address, line2] }),
    'cac:PartyTaxScheme': vat_id ? taxScheme(vat_id, 'VAT') : undefined,
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': name },
    'cac:Contact': contact || email ? { 'cbc:Name': contact, 'cbc:ElectronicMail': email ?? undefined } : undefined,
  };
}

const delivery = ({ supply, delivery: to }: InvoiceDocument): XmlTree => ({
  'cbc:ActualDeliveryDate': supply?.date,
  'cac:DeliveryLocation': to && { 'cac:Address': postal(to) },
  'cac:DeliveryParty': to && { 'cac:PartyName': { 'cbc:Name': to.name } },
});

const endpoint = ({ scheme, id }: ElectronicAddress): XmlTree => ({ '#text': id, '@schemeID': scheme });

type Place = Record<'post_code' | 'city', string | null> &
  Pick<DeliveryPlace, 'region' | 'country'> & { address: (string | null | undefined)[] };

function postal({ address: [first, second, ...rest], post_code, city, region, country }: Place): XmlTree {
  return {
    'cbc:StreetName': first ?? undefined,
    'cbc:AdditionalStreetName': second ?? undefined,
    'cbc:CityName': city ?? undefined,
    'cbc:PostalZone': post_code || undefined,
    'cbc:CountrySubentity': region,
    'cac:AddressLine': rest.length ? { 'cbc:Line': rest.join(', ') } : undefined,
    'cac:Country': { 'cbc:IdentificationCode': code.countryOf(country) },
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
  'cac:TaxCategory': taxCategory(part.tax_rate, part.exemption),
});

const lineTree = (currency: string, { name, quantity, net, unit_price, ...line }: NetLine, id: string): XmlTree => ({
  'cbc:ID': id,
  'cbc:InvoicedQuantity': { '#text': String(quantity), '@unitCode': code.piece },
  'cbc:LineExtensionAmount': amountIn(currency)(net),
  'cac:Item': { 'cbc:Name': name, 'cac:ClassifiedTaxCategory': taxCategory(line.tax_rate, line.exemption) },
  'cac:Price': { 'cbc:PriceAmount': { '#text': unit_price, '@currencyID': currency } },
});

/** @param told the reason, which only the breakdown of the tax tells */
const taxCategory = (rate: number, exemption?: TaxExemption, told?: TaxExemption): XmlTree => ({
  'cbc:ID': taxCategoryOf(rate, exemption),
  'cbc:Percent': code.percent(rate),
  'cbc:TaxExemptionReasonCode': told?.code,
  'cbc:TaxExemptionReason': told?.text,
  'cac:TaxScheme': { 'cbc:ID': 'VAT' },
});

const amountIn =
  (currency: string) =>
  (minor: number): XmlTree => ({ '#text': decimal(minor, currency), '@currencyID': currency });
