import { XMLParser } from 'fast-xml-parser';

/** An element: its text, or its children by name, of each a list. */
type Element = string | { [name: string]: Element[] };

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: () => true,
});

/** All elements at a path, @example cac:InvoiceLine/cbc:ID */
const all = (from: Element, path: string): Element[] =>
  path
    .split('/')
    .reduce<Element[]>(
      (found, name) => found.flatMap((one) => (typeof one === 'string' ? [] : (one[name] ?? []))),
      [from],
    );

const one = (from: Element, path: string): Element => all(from, path)[0] ?? '';

const text = (from: Element, path: string): string => all(from, path).map(String).join();

/** Cents of a decimal with exactly two decimals, BR-DEC-*; of nothing, nothing. */
function cents(from: Element, path: string): number {
  const [amount = '0.00'] = all(from, path).map(String);
  if (!/^\d+\.\d\d$/.test(amount)) throw new Error(`${path} is not an amount: ${amount}`);
  return Number(amount.replace('.', ''));
}

/** What both syntaxes say of money: integers of cents, prices as they are written. */
export interface Amounts {
  lines: { quantity: number; price: string; net: number; category: string; rate: string }[];
  parts: { charge: boolean; net: number; category: string; rate: string }[];
  taxes: { basis: number; tax: number; category: string; rate: string }[];
  sums: Record<'lines' | 'allowances' | 'charges' | 'net' | 'tax' | 'gross' | 'paid' | 'due', number>;
  /** Whether it says when or how what is due must be paid. */
  terms: boolean;
}

export function amountsOfUbl(xml: string): Amounts {
  const document = parser.parse(xml) as { [name: string]: Element[] };
  const kind = document['Invoice'] ? 'Invoice' : 'CreditNote';
  const root = one(document, kind);
  const quantity = kind === 'Invoice' ? 'cbc:InvoicedQuantity' : 'cbc:CreditedQuantity';
  const tax = (from: Element, path: string) => ({
    category: text(from, `${path}/cbc:ID`),
    rate: text(from, `${path}/cbc:Percent`),
  });
  const sum = (name: string) => cents(root, `cac:LegalMonetaryTotal/cbc:${name}`);
  return {
    lines: all(root, `cac:${kind}Line`).map((line) => ({
      quantity: Number(text(line, quantity)),
      price: text(line, 'cac:Price/cbc:PriceAmount'),
      net: cents(line, 'cbc:LineExtensionAmount'),
      ...tax(line, 'cac:Item/cac:ClassifiedTaxCategory'),
    })),
    parts: all(root, 'cac:AllowanceCharge').map((part) => ({
      charge: text(part, 'cbc:ChargeIndicator') === 'true',
      net: cents(part, 'cbc:Amount'),
      ...tax(part, 'cac:TaxCategory'),
    })),
    taxes: all(root, 'cac:TaxTotal/cac:TaxSubtotal').map((row) => ({
      basis: cents(row, 'cbc:TaxableAmount'),
      tax: cents(row, 'cbc:TaxAmount'),
      ...tax(row, 'cac:TaxCategory'),
    })),
    sums: {
      lines: sum('LineExtensionAmount'),
      allowances: sum('AllowanceTotalAmount'),
      charges: sum('ChargeTotalAmount'),
      net: sum('TaxExclusiveAmount'),
      tax: cents(root, 'cac:TaxTotal/cbc:TaxAmount'),
      gross: sum('TaxInclusiveAmount'),
      paid: sum('PrepaidAmount'),
      due: sum('PayableAmount'),
    },
    terms: Boolean(text(root, 'cbc:DueDate') || text(root, 'cac:PaymentTerms/cbc:Note')),
  };
}

export function amountsOfCii(xml: string): Amounts {
  const document = parser.parse(xml) as { [name: string]: Element[] };
  const root = one(document, 'rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction');
  const settled = one(root, 'ram:ApplicableHeaderTradeSettlement');
  const tax = (from: Element, path: string) => ({
    category: text(from, `${path}ram:CategoryCode`),
    rate: text(from, `${path}ram:RateApplicablePercent`),
  });
  const sum = (name: string) => cents(settled, `ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:${name}`);
  const settlement = 'ram:SpecifiedLineTradeSettlement';
  const terms = 'ram:SpecifiedTradePaymentTerms';
  return {
    lines: all(root, 'ram:IncludedSupplyChainTradeLineItem').map((line) => ({
      quantity: Number(text(line, 'ram:SpecifiedLineTradeDelivery/ram:BilledQuantity')),
      price: text(line, 'ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount'),
      net: cents(line, `${settlement}/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount`),
      ...tax(line, `${settlement}/ram:ApplicableTradeTax/`),
    })),
    parts: all(settled, 'ram:SpecifiedTradeAllowanceCharge').map((part) => ({
      charge: text(part, 'ram:ChargeIndicator/udt:Indicator') === 'true',
      net: cents(part, 'ram:ActualAmount'),
      ...tax(part, 'ram:CategoryTradeTax/'),
    })),
    taxes: all(settled, 'ram:ApplicableTradeTax').map((row) => ({
      basis: cents(row, 'ram:BasisAmount'),
      tax: cents(row, 'ram:CalculatedAmount'),
      ...tax(row, ''),
    })),
    sums: {
      lines: sum('LineTotalAmount'),
      allowances: sum('AllowanceTotalAmount'),
      charges: sum('ChargeTotalAmount'),
      net: sum('TaxBasisTotalAmount'),
      tax: sum('TaxTotalAmount'),
      gross: sum('GrandTotalAmount'),
      paid: sum('TotalPrepaidAmount'),
      due: sum('DuePayableAmount'),
    },
    terms: Boolean(
      text(settled, `${terms}/ram:Description`) || text(settled, `${terms}/ram:DueDateDateTime/udt:DateTimeString`),
    ),
  };
}
