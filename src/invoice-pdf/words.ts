import type { ExemptCategory } from '../common/money/tax-exemption.js';
import { de } from './words-de.js';
import { en } from './words-en.js';
import { pl } from './words-pl.js';

/** Every word that the PDF says on its own, in one language. */
export interface Words {
  titles: { invoice: string; credit_note: string };
  /** Genitive, where a date has it. */
  months: string[];
  /** @param month from {@link months} */
  date: (day: number, month: string, year: string) => string;
  /** Separators of decimals and of thousands. */
  decimal: string;
  thousands: string;
  /** Whether the sign of a currency stands before the amount. */
  currencyFirst: boolean;
  /** Signs of currencies, where readers know them; others are told by their code. */
  currencies: Record<string, string>;

  number: string;
  issued: string;
  order: string;
  ordered: string;
  due: string;
  corrects: string;
  invoiced: string;
  supplied: string;
  prepaid: string;
  reference: string;

  from: string;
  billedTo: string;
  creditedTo: string;
  deliverTo: string;
  pickUp: string;
  vat: string;
  taxNumber: string;

  description: string;
  quantity: string;
  unitPrice: string;
  tax: string;
  amount: string;
  continued: (number: string) => string;

  taxRate: string;
  net: string;
  gross: string;
  sum: string;
  exempt: Record<ExemptCategory, string>;
  /** The tax in another currency, @param rate @example `1 EUR = 4.2345 PLN` */
  converted: (tax: string, rate: string, date: string, source: string) => string;

  subtotal: string;
  discount: (coupon: string) => string;
  shipping: string;
  total: string;
  includesTax: (tax: string) => string;

  methods: Record<string, string>;
  paid: string;
  refunded: string;
  on: (date: string) => string;
  by: (date: string) => string;
  toBePaid: string;
  toBeRefunded: string;
  notPaidYet: string;
  /** Of a credit note for an invoice that is not paid. */
  reduces: (invoice: string) => string;
  nothingToPay: string;
  onDelivery: string;
  onPickUp: string;

  reason: string;
  transfer: string;
  accountHolder: string;
  paymentReference: string;
  page: (page: number, pages: number) => string;
}

const languages = { en, de, pl };
export type InvoiceLanguage = keyof typeof languages;

export const wordsIn = (language: InvoiceLanguage = 'en'): Words => languages[language];
