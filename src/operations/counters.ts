import { Counter } from 'prom-client';

/** What this process has done since it started. Prometheus adds up the processes; each knows only what it did itself. */
const counted = (name: string, help: string, labelNames: string[]) =>
  new Counter({ name, help, labelNames, registers: [] });

export const ordersPlaced = counted('magazin_orders_placed_total', 'Orders placed, by payment method', ['payment']);
export const ordersPaid = counted('magazin_orders_paid_total', 'Orders paid, by payment method', ['payment']);
export const ordersCanceled = counted('magazin_orders_canceled_total', 'Orders canceled, by payment method', [
  'payment',
]);
export const payments = counted('magazin_payments_total', 'Attempts to pay that ended, by provider and result', [
  'provider',
  'result',
]);
export const refunds = counted('magazin_refunds_total', 'Attempts to refund that ended, by provider and result', [
  'provider',
  'result',
]);
export const mails = counted(
  'magazin_mails_total',
  'Attempts to send a mail, by kind and result; `retry` is tried again',
  ['kind', 'result'],
);
export const signIns = counted(
  'magazin_sign_ins_refused_total',
  'Sign-ins that were refused; `locked` after too many failures',
  ['reason'],
);
export const importRows = counted('magazin_import_rows_total', 'Rows of product imports, by what became of them', [
  'result',
]);

/** A series that begins with its first event shows no increase of it: each begins with 0. */
export const beginCounting = (counter: Counter, series: Record<string, string>[]): void => {
  for (const labels of series) counter.inc(labels, 0);
};

export const counters = [ordersPlaced, ordersPaid, ordersCanceled, payments, refunds, mails, signIns, importRows];

for (const counter of [ordersPlaced, ordersPaid, ordersCanceled])
  beginCounting(counter, [{ payment: 'cash' }, { payment: 'card' }, { payment: 'payu' }]);
beginCounting(signIns, [{ reason: 'failed' }, { reason: 'locked' }]);
beginCounting(importRows, [{ result: 'created' }, { result: 'updated' }, { result: 'unchanged' }]);
