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

export const counters = [ordersPlaced, ordersPaid, ordersCanceled, payments, refunds, mails, signIns, importRows];

// A series that begins with its first event shows no increase of it.
for (const payment of ['cash', 'card', 'payu'])
  for (const counter of [ordersPlaced, ordersPaid, ordersCanceled]) counter.inc({ payment }, 0);
for (const reason of ['failed', 'locked']) signIns.inc({ reason }, 0);
for (const result of ['created', 'updated', 'unchanged']) importRows.inc({ result }, 0);
