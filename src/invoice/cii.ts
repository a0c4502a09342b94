import { decimal } from '../common/money/money.js';
import * as code from './e-invoice-codes.js';
import type { Buyer, InvoiceDocument, Seller } from './invoice-document.js';
import { type NetLine, type NetPart, netAmounts } from './net.js';
import type { XmlTree } from './xml.js';

/** The elements of a Cross Industry Invoice D22B, in the order of the schema of Factur-X EN 16931. */
export function ciiTree(document: InvoiceDocument): XmlTree {
  const { number, kind, issued, reason, order, seller, buyer } = document;
  const { lines, ...net } = netAmounts(document);
  return {
    'rsm:ExchangedDocumentContext': { 'ram:GuidelineSpecifiedDocumentContextParameter': { 'ram:ID': code.en16931 } },
    'rsm:ExchangedDocument': {
      'ram:ID': number,
      'ram:TypeCode': code.typeCodes[kind],
      'ram:IssueDateTime': day('udt', issued),
      'ram:IncludedNote': reason ? { 'ram:Content': reason } : undefined,
    },
    'rsm:SupplyChainTradeTransaction': {
      'ram:IncludedSupplyChainTradeLineItem': lines.map((line, at) => lineTree(line, String(at + 1))),
      'ram:ApplicableHeaderTradeAgreement': {
        'ram:SellerTradeParty': sellerParty(seller),
        'ram:BuyerTradeParty': buyerParty(buyer),
        'ram:SellerOrderReferencedDocument': { 'ram:IssuerAssignedID': order.number },
      },
      'ram:ApplicableHeaderTradeDelivery': {},
      'ram:ApplicableHeaderTradeSettlement': settlement(document, net),
    },
  };
}

function settlement(
  document: InvoiceDocument,
  { allowances, charges, sums }: Omit<ReturnType<typeof netAmounts>, 'lines'>,
) {
  const { number, currency, corrects, tax, totals } = document;
  const { paid, due } = code.paidAndDue(document);
  return {
    'ram:PaymentReference': number,
    'ram:InvoiceCurrencyCode': currency,
    'ram:SpecifiedTradeSettlementPaymentMeans': paymentMeans(document),
    'ram:ApplicableTradeTax': tax.map(({ rate, net, tax }) => ({
      'ram:CalculatedAmount': decimal(tax),
      'ram:TypeCode': 'VAT',
      'ram:BasisAmount': decimal(net),
      'ram:CategoryCode': code.taxCategory(rate),
      'ram:RateApplicablePercent': code.percent(rate),
    })),
    'ram:SpecifiedTradeAllowanceCharge': [
      ...allowances.map((part) => allowanceOrCharge(part, 'false', code.discountReason(document))),
      ...charges.map((part) => allowanceOrCharge(part, 'true', code.shippingReason)),
    ],
    'ram:SpecifiedTradePaymentTerms': paymentTerms(document),
    'ram:SpecifiedTradeSettlementHeaderMonetarySummation': {
      'ram:LineTotalAmount': decimal(sums.lines),
      'ram:ChargeTotalAmount': charges.length ? decimal(sums.charges) : undefined,
      'ram:AllowanceTotalAmount': allowances.length ? decimal(sums.allowances) : undefined,
      'ram:TaxBasisTotalAmount': decimal(totals.net),
      'ram:TaxTotalAmount': { '#text': decimal(totals.tax), '@currencyID': currency },
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

const sellerParty = ({ name, register, phone, email, vat_id, tax_id, ...place }: Seller): XmlTree => ({
  'ram:Name': name,
  'ram:Description': register,
  'ram:DefinedTradeContact': {
    'ram:TelephoneUniversalCommunication': phone ? { 'ram:CompleteNumber': phone } : undefined,
    'ram:EmailURIUniversalCommunication': { 'ram:URIID': email },
  },
  'ram:PostalTradeAddress': postal(place),
  'ram:URIUniversalCommunication': electronicAddress(email),
  'ram:SpecifiedTaxRegistration': [
    ...(vat_id ? [taxRegistration(vat_id, 'VA')] : []),
    ...(tax_id ? [taxRegistration(tax_id, 'FC')] : []),
  ],
});

const buyerParty = ({ name, email, address, ...place }: Buyer): XmlTree => ({
  'ram:Name': name,
  'ram:DefinedTradeContact': email ? { 'ram:EmailURIUniversalCommunication': { 'ram:URIID': email } } : undefined,
  'ram:PostalTradeAddress': postal({ ...place, address: [address] }),
  'ram:URIUniversalCommunication': email ? electronicAddress(email) : undefined,
});

const electronicAddress = (email: string): XmlTree => ({ 'ram:URIID': { '#text': email, '@schemeID': code.email } });
const taxRegistration = (id: string, scheme: string): XmlTree => ({ 'ram:ID': { '#text': id, '@schemeID': scheme } });

type Place = Pick<Buyer, 'post_code' | 'city' | 'country'> & { address: (string | null)[] };

const postal = ({ address: [first, second, ...rest], post_code, city, country }: Place): XmlTree => ({
  'ram:PostcodeCode': post_code ?? undefined,
  'ram:LineOne': first ?? undefined,
  'ram:LineTwo': second ?? undefined,
  'ram:LineThree': rest.length ? rest.join(', ') : undefined,
  'ram:CityName': city ?? undefined,
  'ram:CountryID': country,
});

const allowanceOrCharge = ({ tax_rate, net }: NetPart, charge: string, reason: code.Reason): XmlTree => ({
  'ram:ChargeIndicator': { 'udt:Indicator': charge },
  'ram:ActualAmount': decimal(net),
  'ram:ReasonCode': reason.code,
  'ram:Reason': reason.text,
  'ram:CategoryTradeTax': taxCategory(tax_rate),
});

const lineTree = ({ name, quantity, tax_rate, net, unit_price }: NetLine, id: string): XmlTree => ({
  'ram:AssociatedDocumentLineDocument': { 'ram:LineID': id },
  'ram:SpecifiedTradeProduct': { 'ram:Name': name },
  'ram:SpecifiedLineTradeAgreement': { 'ram:NetPriceProductTradePrice': { 'ram:ChargeAmount': unit_price } },
  'ram:SpecifiedLineTradeDelivery': {
    'ram:BilledQuantity': { '#text': String(quantity), '@unitCode': code.piece },
  },
  'ram:SpecifiedLineTradeSettlement': {
    'ram:ApplicableTradeTax': taxCategory(tax_rate),
    'ram:SpecifiedTradeSettlementLineMonetarySummation': { 'ram:LineTotalAmount': decimal(net) },
  },
});

const taxCategory = (rate: number): XmlTree => ({
  'ram:TypeCode': 'VAT',
  'ram:CategoryCode': code.taxCategory(rate),
  'ram:RateApplicablePercent': code.percent(rate),
});

/** Format `102` is `20261121`. */
const day = (namespace: 'udt' | 'qdt', date: string): XmlTree => ({
  [`${namespace}:DateTimeString`]: { '#text': date.replaceAll('-', ''), '@format': '102' },
});
