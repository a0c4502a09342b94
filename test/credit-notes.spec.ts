import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { taxWithin } from '../src/common/money/money.js';
import { sumOf, taxSubtotals } from '../src/common/money/tax.js';
import { Customer } from '../src/customer/customer.entity.js';
import { partsOf } from '../src/invoice/credit-allocation.js';
import { creditNoteDraft } from '../src/invoice/credit-draft.js';
import { orderCharges } from '../src/invoice/invoice-charges.js';
import type { InvoiceDocument } from '../src/invoice/invoice-document.js';
import { invoiceDraft, totalsOf } from '../src/invoice/invoice-draft.js';
import { netAmounts } from '../src/invoice/net.js';
import { Credit, type CreditParts } from '../src/order/credit.entity.js';
import { Order, OrderLine } from '../src/order/order.entity.js';
import { documentOf, line } from './support/invoices.js';
import { useShop } from './support/shop.js';

const shop = useShop();
const { seller } = documentOf({ lines: [line('Cup', 1, 100, 0)], shipping: null, discount: null });

const rate = fc.constantFrom(0, 500, 700, 1900, 2300, 2700);
const price = fc.oneof(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 999_999 }));
const ordered = fc.record({
  lines: fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 12 }), price, rate }), {
    minLength: 1,
    maxLength: 8,
  }),
  shipping: fc.record({ price: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2_000 })), rate }),
  /** Millionths of the lines. */
  off: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000_000 })),
});
const share = fc.integer({ min: 0, max: 1_000_000 });
/** What is credited, in millionths of what is left. */
const credited = fc.record({
  units: fc.array(share, { minLength: 8, maxLength: 8 }),
  shipping: fc.oneof(fc.constant(0), share),
  goodwill: fc.oneof(fc.constant(0), fc.constant(0), share),
});
const part = (whole: number, millionths = 0) => Math.floor((whole * millionths) / 1_000_000);

function anOrder({
  lines: rows,
  shipping: { price: shipping, rate },
  off,
}: typeof ordered extends fc.Arbitrary<infer Value> ? Value : never) {
  const lines = rows.map(({ quantity, price, rate: tax_rate }, at) =>
    Object.assign(new OrderLine(), {
      uuid: v7(),
      name: `Product ${at}`,
      quantity,
      price,
      tax_rate,
      total: price * quantity,
      canceled: 0,
      shipped: 0,
      delivered: 0,
      undelivered: 0,
      returned: 0,
      credited_quantity: 0,
      credited: 0,
      withheld: 0,
    }),
  );
  const subtotal = sumOf(lines.map(({ total }) => total));
  const discount = part(subtotal, off);
  const taxes = taxSubtotals({ lines, shipping: shipping ? { price: shipping, tax_rate: rate } : null, discount });
  const order = Object.assign(new Order(), {
    subtotal,
    shipping,
    discount,
    taxes,
    total: subtotal + shipping - discount,
    currency: 'EUR',
    payment: 'card',
    credited: 0,
    shipping_credited: 0,
    shipping_tax_rate: rate,
    created_at: new Date(),
    email: 'max@magazin.test',
  });
  const customer = Object.assign(new Customer(), { first_name: 'Max', last_name: 'Mustermann' });
  const charges = orderCharges(order as Order, lines);
  const settlement = { state: 'paid', paid_at: new Date('2026-11-21T08:00:00Z') } as const;
  const draft = invoiceDraft(
    { order: order as Order, charges, customer, coupon: 'C' },
    { seller, settlement, profile: 'en16931' },
  );
  const invoice: InvoiceDocument = { number: 'INV-2026-000001', issued: '2026-11-21', ...draft };
  return { order: order as Order, lines, invoice: { ...invoice, order: { number: 'M100001', date: '2026-11-20' } } };
}

const everything = (order: Order, lines: OrderLine[]): CreditParts => {
  const left = order.leftOf(lines);
  const units = lines.map((line) => ({ line, quantity: line.owedUnits }));
  const rest = units.filter(({ quantity }) => quantity === 0).map(({ line }) => left.get(line) ?? 0);
  return { units, shipping: order.shippingLeft, amount: sumOf(rest) };
};

const grossOf = (notes: InvoiceDocument[], { rate }: { rate: number }) =>
  totalsOf(notes.flatMap(({ tax }) => tax.filter((row) => row.rate === rate)));

describe('credit notes of a thousand random orders', () => {
  /** Credits in a row, then all that is left; `check` sees each note. */
  const walk = (
    value: Parameters<typeof anOrder>[0],
    credits: { units: number[]; shipping: number; goodwill: number }[],
    check: (invoice: InvoiceDocument, notes: InvoiceDocument[], note: InvoiceDocument, credit: Credit) => void,
  ) => {
    const em = shop.orm.em.fork();
    const { order, lines, invoice } = anOrder(value);
    const notes: InvoiceDocument[] = [];
    const credit = (parts: CreditParts) => {
      const credit = Credit.create(em, order, lines, 'refund', 'Broken', parts);
      expect(order.credited).toBe(order.shipping_credited + sumOf(lines.map((line) => line.credited)));
      if (credit.amount === 0) return;
      const draft = creditNoteDraft(invoice, notes, {
        parts: partsOf(credit),
        amount: credit.amount,
        reason: 'Broken',
      });
      const note = { number: `CRN-2026-00000${notes.length + 1}`, issued: '2026-11-22', ...draft };
      check(invoice, notes, note, credit);
      notes.push(note);
    };
    for (const { units, shipping, goodwill } of credits) {
      const chosen = lines.map((line, at) => ({ line, quantity: part(line.owedUnits + 1, units[at]) }));
      const parts = {
        units: chosen.map(({ line, quantity }) => ({ line, quantity: Math.min(quantity, line.owedUnits) })),
        shipping: part(order.shippingLeft, shipping),
      };
      credit(parts);
      if (goodwill) credit({ amount: part(order.owed, goodwill) });
    }
    credit(everything(order, lines));
    return { order, lines, invoice, notes };
  };

  it('have the tax of the credited lines to the cent', () => {
    fc.assert(
      fc.property(ordered, credited, (value, first) => {
        walk(value, [first], (invoice, notes, note, credit) => {
          if (notes.length > 0) return;
          const parts = partsOf(credit);
          for (const { rate, tax, gross } of note.tax) {
            const own = parts.lines.filter(({ tax_rate }) => tax_rate === rate).map(({ amount }) => amount);
            const shipping = invoice.shipping?.tax_rate === rate ? credit.shipping : 0;
            expect(gross).toBe(sumOf(own) + shipping);
            expect(tax).toBe(taxWithin(gross, rate));
          }
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('add up to the invoice in any order of credits, rate by rate, and never exceed it', () => {
    fc.assert(
      fc.property(ordered, fc.array(credited, { maxLength: 5 }), (value, credits) => {
        const { order, lines, invoice, notes } = walk(value, credits, (invoice, before, note, credit) => {
          expect(note.totals.gross).toBe(credit.amount);
          for (const row of note.tax) {
            const [all, gone] = [grossOf([invoice], row), grossOf(before, row)];
            expect(Math.min(row.net, row.tax, row.gross)).toBeGreaterThanOrEqual(0);
            expect(row.tax).toBeLessThanOrEqual(all.tax - gone.tax);
            expect(row.net).toBeLessThanOrEqual(all.net - gone.net);
          }
          const names = new Set(partsOf(credit).lines.map(({ name }) => name));
          if (before.length > 0 || credit.amount < invoice.totals.gross)
            for (const { name } of note.lines)
              expect(names.has(name) || name === 'Goodwill: Broken' || name === 'Shipping').toBe(true);
          const { sums } = netAmounts(note);
          expect(sums.lines - sums.allowances + sums.charges).toBe(note.totals.net);
        });
        expect([order.owed, order.shippingLeft, ...order.leftOf(lines).values()].every((left) => left === 0)).toBe(
          true,
        );
        expect(lines.every(({ owedUnits }) => owedUnits === 0)).toBe(true);
        for (const row of invoice.tax)
          expect(grossOf(notes, row)).toEqual({ net: row.net, tax: row.tax, gross: row.gross });
      }),
      { numRuns: 1_000 },
    );
  });
});

it('credit note: takes one line for each rate in proportion, where an older invoice does not name its order lines', () => {
  const lines = [line('Book', 1, 1_050, 500), line('Lamp', 1, 12_300, 2_300)];
  const invoice = documentOf({ lines, shipping: null, discount: null });
  const parts = {
    lines: [{ uuid: v7(), name: 'Lamp', tax_rate: 2_300, quantity: 1, amount: 12_300 }],
    shipping: 0,
    shipping_goodwill: 0,
  };
  const note = creditNoteDraft(invoice, [], { parts, amount: 12_300, reason: '' });
  expect(note.lines.map(({ name, total }) => [name, total])).toEqual([
    ['Refund', 967],
    ['Refund', 11_333],
  ]);
  expect(note.credited).toBeUndefined();
});
