import { decimal as decimalOf } from '../common/money/money.js';
import { taxCategory as taxCategoryOf } from '../common/money/tax-exemption.js';
import type { ElectronicAddress } from '../vat/electronic-address.js';
import * as code from './e-invoice-codes.js';
import type { DeliveryPlace, InvoiceDocument } from './invoice-document.js';
import { type NetLine, type NetPart, netAmounts } from './net.js';
import type { XmlTree } from './xml.js';

/** The elements of a Cross Industry Invoice D22B, in the order of the schema of Factur-X EN 16931. */
export function ciiTree(document: InvoiceDocument): XmlTree {
  const { number, kind, issued, currency, order } = document;
  const process = code.businessProcess(document);
  const note = code.note(document);
  const { reference } = order;
  const { lines, ...net } = netAmounts(document);
  return {
    'rsm:ExchangedDocumentContext': {
      'ram:BusinessProcessSpecifiedDocumentContextParameter': process === undefined ? undefined : { 'ram:ID': process },
      'ram:GuidelineSpecifiedDocumentContextParameter': { 'ram:ID': code.specification(document) },
    },
    'rsm:ExchangedDocument': {
      'ram:ID': number,
      'ram:TypeCode': code.typeCodes[kind],
      'ram:IssueDateTime': day('udt', issued),
      'ram:IncludedNote': note === undefined ? undefined : { 'ram:Content': note },
    },
    'rsm:SupplyChainTradeTransaction': {
      'ram:IncludedSupplyChainTradeLineItem': lines.map((line, at) => lineTree(currency, line, String(at + 1))),
      'ram:ApplicableHeaderTradeAgreement': {
        'ram:BuyerReference': code.buyerReference(document),
        'ram:SellerTradeParty': sellerParty(document),
        'ram:BuyerTradeParty': buyerParty(document),
        'ram:SellerOrderReferencedDocument': { 'ram:IssuerAssignedID': order.number },
        'ram:BuyerOrderReferencedDocument': reference ? { 'ram:IssuerAssignedID': reference } : undefined,
      },
      'ram:ApplicableHeaderTradeDelivery': delivery(document),
      'ram:ApplicableHeaderTradeSettlement': settlement(document, net),
    },
  };
}

function settlement(
  document: InvoiceDocument,
  { allowances, charges, sums }: Omit<ReturnType<typeof netAmounts>, 'lines'>,
) {
  const { number, currency, corrects, tax, tax_currency, totals } = document;
  const decimal = (minor: number) => decimalOf(minor, currency);
  const { paid, due } = code.paidAndDue(document);
  return {
    'ram:PaymentReference': number,
    'ram:TaxCurrencyCode': tax_currency?.currency,
    'ram:InvoiceCurrencyCode': currency,
    'ram:SpecifiedTradeSettlementPaymentMeans': paymentMeans(document),
    'ram:ApplicableTradeTax': tax.map(({ rate, net, tax, exemption }) => ({
      'ram:CalculatedAmount': decimal(tax),
      'ram:TypeCode': 'VAT',
      'ram:ExemptionReason': exemption?.text,
      'ram:BasisAmount': decimal(net),
      'ram:CategoryCode': taxCategoryOf(rate, exemption),
      'ram:ExemptionReasonCode': exemption?.code,
      'ram:RateApplicablePercent': code.percent(rate),
    })),
    'ram:SpecifiedTradeAllowanceCharge': [
      ...allowances.map((part) => allowanceOrCharge(currency, part, 'false', code.discountReason(document))),
      ...charges.map((part) => allowanceOrCharge(currency, part, 'true', code.shippingReason)),
    ],
    'ram:SpecifiedTradePaymentTerms': paymentTerms(document),
    'ram:SpecifiedTradeSettlementHeaderMonetarySummation': {
      'ram:LineTotalAmount': decimal(sums.lines),
      'ram:ChargeTotalAmount': charges.length ? decimal(sums.charges) : undefined,
      'ram:AllowanceTotalAmount': allowances.length ? decimal(sums.allowances) : undefined,
      'ram:TaxBasisTotalAmount': decimal(totals.net),
      'ram:TaxTotalAmount': [
        { '#text': decimal(totals.tax), '@currencyID': currency },
        ...(tax_currency ? [{ '#text': decimal(tax_currency.tax), '@currencyID': tax_currency.currency }] : []),
      ],
      'ram:GrandTotalAmount': decimal(totals.gross),
      'ram:TotalPrepaidAmount': paid ? decimal(paid) : undefined,
      'ram:DuePayableAmount': decimal(due),
    },
    'ram:InvoiceReferencedDocument': corrects
      ? { 'ram:IssuerAssignedID': corrects.number, 'ram:FormattedIssueDateTime': day('qdt', corrects.issued) }
      : undefined,
  };
}

function paymentMeans(document: InvoiceDocument): XmlTree {
  const account = code.account(document);
  const { name, bic } = document.seller;
  return {
    'ram:TypeCode': code.paymentMeans(document),
    'ram:PayeePartyCreditorFinancialAccount': account ? { 'ram:IBANID': account, 'ram:AccountName': name } : undefined,
    'ram:PayeeSpecifiedCreditorFinancialInstitution': account && bic ? { 'ram:BICID': bic } : undefined,
  };
}

function paymentTerms(document: InvoiceDocument): XmlTree | undefined {
  const terms = code.paymentTerms(document);
  if (terms === undefined && document.due === null) return undefined;
  return {
    'ram:Description': terms,
    'ram:DueDateDateTime': document.due === null ? undefined : day('udt', document.due),
  };
}

function sellerParty(document: InvoiceDocument): XmlTree {
  const { name, register, phone, email, vat_id, tax_id, ...place } = document.seller;
  return {
    'ram:ID': code.sellerId(document.seller),
    'ram:Name': name,
    'ram:Description': register,
    'ram:DefinedTradeContact': {
      'ram:PersonName': code.sellerContact(document),
      'ram:TelephoneUniversalCommunication': phone ? { 'ram:CompleteNumber': phone } : undefined,
      'ram:EmailURIUniversalCommunication': { 'ram:URIID': email },
    },
    'ram:PostalTradeAddress': postal(place),
    'ram:URIUniversalCommunication': electronicAddress(code.sellerAddress(document.seller)),
    'ram:SpecifiedTaxRegistration': [
      ...(vat_id ? [taxRegistration(vat_id, 'VA')] : []),
      ...(tax_id ? [taxRegistration(tax_id, 'FC')] : []),
    ],
  };
}

function buyerParty({ buyer, profile }: InvoiceDocument): XmlTree {
  const { name, contact, email, vat_id, address, line2, ...place } = buyer;
  const electronic = code.buyerAddress(buyer, profile);
  return {
    'ram:Name': name,
    'ram:DefinedTradeContact':
      contact || email
        ? {
            'ram:PersonName': contact,
            'ram:EmailURIUniversalCommunication': email ? { 'ram:URIID': email } : undefined,
          }
        : undefined,
    'ram:PostalTradeAddress': postal({ ...place, address: [address, line2] }),
    'ram:URIUniversalCommunication': electronic && electronicAddress(electronic),
    'ram:SpecifiedTaxRegistration': vat_id ? [taxRegistration(vat_id, 'VA')] : undefined,
  };
}

const delivery = ({ supply, delivery: to }: InvoiceDocument): XmlTree => ({
  'ram:ShipToTradeParty': to && { 'ram:Name': to.name, 'ram:PostalTradeAddress': postal(to) },
  'ram:ActualDeliverySupplyChainEvent': supply && { 'ram:OccurrenceDateTime': day('udt', supply.date) },
});

const electronicAddress = ({ scheme, id }: ElectronicAddress): XmlTree => ({
  'ram:URIID': { '#text': id, '@schemeID': scheme },
});
const taxRegistration = (id: string, scheme: string): XmlTree => ({ 'ram:ID': { '#text': id, '@schemeID': scheme } });

type Place = Record<'post_code' | 'city', string | null> &
  Pick<DeliveryPlace, 'region' | 'country'> & { address: (string | null | undefined)[] };

const postal = ({ address: [first, second, ...rest], post_code, city, region, country }: Place): XmlTree => ({
  'ram:PostcodeCode': post_code || undefined,
  'ram:LineOne': first ?? undefined,
  'ram:LineTwo': second ?? undefined,
  'ram:LineThree': rest.length ? rest.join(', ') : undefined,
  'ram:CityName': city ?? undefined,
  'ram:CountryID': code.countryOf(country),
  'ram:CountrySubDivisionName': region,
});

const allowanceOrCharge = (
  currency: string,
  { net, ...part }: NetPart,
  charge: string,
  reason: code.Reason,
): XmlTree => ({
  'ram:ChargeIndicator': { 'udt:Indicator': charge },
  'ram:ActualAmount': decimalOf(net, currency),
  'ram:ReasonCode': reason.code,
  'ram:Reason': reason.text,
  'ram:CategoryTradeTax': taxCategory(part),
});

const lineTree = (currency: string, { name, quantity, net, unit_price, ...line }: NetLine, id: string): XmlTree => ({
  'ram:AssociatedDocumentLineDocument': { 'ram:LineID': id },
  'ram:SpecifiedTradeProduct': { 'ram:Name': name },
  'ram:SpecifiedLineTradeAgreement': { 'ram:NetPriceProductTradePrice': { 'ram:ChargeAmount': unit_price } },
  'ram:SpecifiedLineTradeDelivery': {
    'ram:BilledQuantity': { '#text': String(quantity), '@unitCode': code.piece },
  },
  'ram:SpecifiedLineTradeSettlement': {
    'ram:ApplicableTradeTax': taxCategory(line),
    'ram:SpecifiedTradeSettlementLineMonetarySummation': { 'ram:LineTotalAmount': decimalOf(net, currency) },
  },
});

const taxCategory = ({ tax_rate, exemption }: Pick<NetLine, 'tax_rate' | 'exemption'>): XmlTree => ({
  'ram:TypeCode': 'VAT',
  'ram:CategoryCode': taxCategoryOf(tax_rate, exemption),
  'ram:RateApplicablePercent': code.percent(tax_rate),
});

/** Format `102` is `20261121`. */
const day = (namespace: 'udt' | 'qdt', date: string): XmlTree => ({
  [`${namespace}:DateTimeString`]: { '#text': date.replaceAll('-', ''), '@format': '102' },
});
