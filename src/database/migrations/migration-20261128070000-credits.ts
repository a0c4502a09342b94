import { Migration } from '@mikro-orm/migrations';
import { v7 } from 'uuid';

export class Credits extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      alter table "order_credits" add column "goodwill" bigint not null default '0', add column "shipment_uuid" uuid null, add column "invoiced" boolean null;
      alter table "order_credits" drop constraint "order_credits_amount";
      alter table "order_credits" add constraint "order_credits_amount" check (shipping >= 0 and amount >= shipping and goodwill >= 0 and goodwill <= amount);
      alter table "order_credits" drop constraint "order_credits_kind_check";
      alter table "order_credits" add constraint "order_credits_kind_check" check ("kind" in ('cancellation', 'return', 'loss', 'refusal', 'refund', 'credit'));
      alter table "order_lines" add column "withheld" bigint not null default '0';
      alter table "order_lines" add constraint "order_lines_withheld" check (withheld >= 0 and withheld <= total);
    `);
    // Cash is invoiced and collected parcel by parcel.
    this.addSql(`
      alter table "invoices" add column "credit_id" int null, add column "shipment_uuid" uuid null;
      create index "invoices_credit_id_index" on "invoices" ("credit_id");
      alter table "invoices" add constraint "invoices_credit_id_foreign" foreign key ("credit_id") references "order_credits" ("id") on delete restrict;
      drop index "invoices_one_of_order";
      create unique index invoices_one_of_order on invoices (order_id) where kind = 'invoice' and shipment_uuid is null;
      create unique index invoices_one_of_shipment on invoices (shipment_uuid) where kind = 'invoice';
    `);
    this.addSql(`
      alter table "payments" add column "invoice_id" int null;
      alter table "payments" add constraint "payments_invoice_id_unique" unique ("invoice_id");
      alter table "payments" add constraint "payments_invoice_id_foreign" foreign key ("invoice_id") references "invoices" ("id") on delete restrict;
      drop index "payments_one_open";
      create unique index payments_one_open on payments (order_id) where status in ('started', 'action_required', 'authorized', 'captured') and provider <> 'cash';
      update payments set invoice_id = invoices.id from invoices
      where provider = 'cash' and payments.status = 'captured' and invoices.order_id = payments.order_id and kind = 'invoice';
    `);
    const orders = await this.execute(creditedOrders);
    const records = JSON.stringify(orders.map(({ facts }) => recordsOf(facts as OldOrder)));
    this.addSql(insertRecords(records));
  }

  override down(): void {
    this.addSql(`
      drop index "payments_one_open";
      create unique index payments_one_open on payments (order_id) where status in ('started', 'action_required', 'authorized', 'captured');
      alter table "payments" drop column "invoice_id";
      drop index "invoices_one_of_shipment";
      drop index "invoices_one_of_order";
      create unique index invoices_one_of_order on invoices (order_id) where kind = 'invoice';
      alter table "invoices" drop column "credit_id", drop column "shipment_uuid";
      alter table "order_lines" drop column "withheld";
      update order_credits set kind = 'refund' where kind = 'credit';
      alter table "order_credits" drop constraint "order_credits_kind_check";
      alter table "order_credits" add constraint "order_credits_kind_check" check ("kind" in ('cancellation', 'return', 'loss', 'refusal', 'refund'));
      alter table "order_credits" drop constraint "order_credits_amount";
      alter table "order_credits" drop column "goodwill", drop column "shipment_uuid", drop column "invoiced";
      alter table "order_credits" add constraint "order_credits_amount" check (shipping >= 0 and amount >= shipping);
    `);
  }
}

/** An order of the time before credits of which something was refunded or canceled. Amounts in minor units. */
interface OldOrder {
  id: number;
  is_canceled: boolean;
  is_invoiced: boolean;
  is_paid: boolean;
  discount: number;
  shipping: number;
  total: number;
  lines: OldLine[];
  refunds: { id: number; is_done: boolean; amount: number }[];
}

interface OldLine {
  id: number;
  quantity: number;
  tax_rate: number;
  total: number;
  /** Units whose return was refunded. */
  returned: number;
}

/** As they are stored, with what is stored beside them. */
interface Records {
  order: { id: number; credited: number; shipping_credited: number };
  lines: { id: number; credited_quantity: number; credited: number; withheld: number }[];
  credits: CreditRecord[];
  credit_lines: { credit: string; order_line_id: number; quantity: number; amount: number }[];
}

interface CreditRecord {
  uuid: string;
  order_id: number;
  kind: 'cancellation' | 'return' | 'refund';
  amount: number;
  shipping: number;
  goodwill: number;
  invoiced: boolean | null;
  /** Of the refunds that carry it out. */
  refunds: number[];
  /** Whether the credit notes that were issued are for it. */
  has_notes: boolean;
}

interface Parts {
  /** In the order of the lines. */
  units: { quantity: number; amount: number }[];
  goodwill: number[];
  withheld: number[];
  shipping: number;
  shippingGoodwill: number;
}

const creditedOrders = `
  select json_build_object(
    'id', orders.id, 'is_canceled', status = 'canceled', 'discount', discount, 'shipping', shipping, 'total', total,
    'is_invoiced', exists (select from invoices where order_id = orders.id),
    'is_paid', exists (select from payments where order_id = orders.id and status = 'captured'),
    'lines', (
      select json_agg(json_build_object('id', id, 'quantity', quantity, 'tax_rate', tax_rate, 'total', total, 'returned', coalesce((
        select sum(return_lines.quantity) from return_lines join returns on returns.id = return_id
        where order_line_id = order_lines.id and status = 'refunded'
      ), 0)) order by id) from order_lines where order_id = orders.id
    ),
    'refunds', (
      select coalesce(json_agg(json_build_object('id', refunds.id, 'is_done', refunds.status = 'done', 'amount', refunds.amount) order by refunds.id), '[]')
      from refunds join payments on payments.id = payment_id
      where order_id = orders.id and payments.status = 'captured' and refunds.status in ('pending', 'done')
    )
  ) as facts
  from orders
  where status = 'canceled'
    or exists (select from returns where order_id = orders.id and status = 'refunded')
    or exists (
      select from refunds join payments on payments.id = payment_id where order_id = orders.id and payments.status = 'captured'
    )
  order by orders.id
`;

/** What the shop would have stored, had it known credits. Where one order has several, only their sums tell what they were for. */
function recordsOf(order: OldOrder): Records {
  const refunded = sumOf(order.refunds.map(({ amount }) => amount));
  const parts = order.is_canceled || refunded === order.total ? allOf(order) : partsOf(order, refunded);
  const credits = creditsOf(order, refunded);
  const goodwill = sumOf(parts.goodwill) + parts.shippingGoodwill;
  const shipping = parts.shipping + parts.shippingGoodwill;
  const [only] = credits;
  const hasParts = only !== undefined && credits.length === 1;
  if (hasParts) Object.assign(only, { shipping, goodwill });
  const lines = order.lines.map(({ id }, at) => {
    const { quantity, amount } = parts.units[at] ?? { quantity: 0, amount: 0 };
    const credited = amount + (parts.goodwill[at] ?? 0);
    return { id, credited_quantity: quantity, credited, withheld: parts.withheld[at] ?? 0 };
  });
  const credited = shipping + sumOf(lines.map((line) => line.credited));
  return {
    order: { id: order.id, credited, shipping_credited: shipping },
    lines,
    credits,
    credit_lines: hasParts ? creditLines(only.uuid, order, parts) : [],
  };
}

function creditLines(credit: string, { lines }: OldOrder, { units, goodwill }: Parts): Records['credit_lines'] {
  return lines.flatMap(({ id: order_line_id }, at) =>
    [units[at] ?? { quantity: 0, amount: 0 }, { quantity: 0, amount: goodwill[at] ?? 0 }]
      .filter(({ quantity, amount }) => quantity > 0 || amount > 0)
      .map((part) => ({ credit, order_line_id, ...part })),
  );
}

/** What was paid for each line. */
function worthsOf({ lines, discount }: OldOrder): number[] {
  const shares = discountShares(lines, discount);
  return lines.map(({ total }, at) => total - (shares[at] ?? 0));
}

function allOf(order: OldOrder): Parts {
  const worths = worthsOf(order);
  const units = order.lines.map(({ quantity }, at) => ({ quantity, amount: worths[at] ?? 0 }));
  return { units, goodwill: [], withheld: [], shipping: order.shipping, shippingGoodwill: 0 };
}

/** Units that came back first. Whatever else was refunded did not say what it was for: it counts in proportion to all that is left. */
function partsOf(order: OldOrder, refunded: number): Parts {
  const worths = worthsOf(order);
  const returned = order.lines.map((line, at) =>
    Number((BigInt(worths[at] ?? 0) * BigInt(line.returned)) / BigInt(line.quantity)),
  );
  const forUnits = Math.min(refunded, sumOf(returned));
  const amounts = prorate(forUnits, returned);
  const left = worths.map((worth, at) => worth - (returned[at] ?? 0));
  const goodwill = prorate(refunded - forUnits, [...left, order.shipping]);
  return {
    units: order.lines.map((line, at) => ({ quantity: line.returned, amount: amounts[at] ?? 0 })),
    goodwill: goodwill.slice(0, -1),
    withheld: returned.map((worth, at) => worth - (amounts[at] ?? 0)),
    shipping: 0,
    shippingGoodwill: goodwill.at(-1) ?? 0,
  };
}

/** One for all refunds that are done, one for each on its way, and one for what a canceled order still has to get back. */
function creditsOf({ id, is_canceled, is_invoiced, is_paid, total, refunds, lines }: OldOrder, refunded: number) {
  const credits: CreditRecord[] = [];
  const kind = is_canceled ? 'cancellation' : lines.some(({ returned }) => returned > 0) ? 'return' : 'refund';
  const add = (amount: number, of: OldOrder['refunds'], more: Partial<CreditRecord> = {}) =>
    credits.push({
      uuid: v7(),
      order_id: id,
      kind,
      amount,
      shipping: 0,
      goodwill: amount,
      invoiced: is_invoiced,
      refunds: of.map((refund) => refund.id),
      has_notes: false,
      ...more,
    });
  const done = refunds.filter(({ is_done }) => is_done);
  if (done.length > 0) add(sumOf(done.map(({ amount }) => amount)), done, { has_notes: true });
  for (const refund of refunds.filter(({ is_done }) => !is_done)) add(refund.amount, [refund]);
  // A job that was enqueued with the cancellation, and has not run yet, settles it.
  if (is_canceled && (total > refunded || credits.length === 0))
    add(total - refunded, [], { invoiced: is_paid ? null : is_invoiced });
  if (credits.length === 0) add(0, []);
  return credits;
}

/** @param records JSON of {@link Records}, which has no text but what is written here */
const insertRecords = (records: string): string => `
  create temporary table old_credits on commit drop as select value from json_array_elements('${records}');
  update orders set credited = facts.credited, shipping_credited = facts.shipping_credited
  from old_credits, json_to_record(value->'order') as facts (id int, credited bigint, shipping_credited bigint)
  where orders.id = facts.id;
  update order_lines set credited_quantity = facts.credited_quantity, credited = facts.credited, withheld = facts.withheld
  from old_credits, json_to_recordset(value->'lines') as facts (id int, credited_quantity int, credited bigint, withheld bigint)
  where order_lines.id = facts.id;
  create temporary table old_credit_rows on commit drop as select facts.* from old_credits, json_to_recordset(value->'credits') as facts (
    uuid uuid, order_id int, kind text, amount bigint, shipping bigint, goodwill bigint, invoiced boolean, refunds int[], has_notes boolean
  );
  insert into order_credits (uuid, order_id, kind, reason, amount, shipping, goodwill, invoiced, created_at)
  select old.uuid, order_id, kind, coalesce(reason, case kind when 'cancellation' then 'the order was canceled' else '' end),
    amount, old.shipping, goodwill, invoiced, coalesce(refunded_at, updated_at)
  from old_credit_rows old join orders on orders.id = order_id left join lateral (
    select left(reason, 250) as reason, created_at as refunded_at from refunds where id = any(old.refunds) order by id limit 1
  ) first on true
  order by order_id, old.uuid;
  insert into order_credit_lines (credit_id, order_line_id, quantity, amount)
  select order_credits.id, order_line_id, quantity, facts.amount
  from old_credits, json_to_recordset(value->'credit_lines') as facts (credit uuid, order_line_id int, quantity int, amount bigint)
  join order_credits on order_credits.uuid = credit
  order by order_line_id, quantity desc;
  update refunds set credit_id = order_credits.id
  from old_credit_rows old join order_credits on order_credits.uuid = old.uuid where refunds.id = any(old.refunds);
  update invoices set credit_id = order_credits.id
  from old_credit_rows old join order_credits on order_credits.uuid = old.uuid
  where has_notes and invoices.order_id = old.order_id and invoices.kind = 'credit_note';
  drop table old_credits, old_credit_rows;
`;

/** As the shop does it, here and below: by rates, then over the lines of each. */
function discountShares(lines: OldLine[], discount: number): number[] {
  const rates = [...new Set(lines.map(({ tax_rate }) => tax_rate))];
  const ofRate = (rate: number) => lines.filter(({ tax_rate }) => tax_rate === rate);
  const totalsOf = (some: OldLine[]) => some.map(({ total }) => total);
  const discounts = prorate(
    discount,
    rates.map((rate) => sumOf(totalsOf(ofRate(rate)))),
  );
  const shares = new Map<OldLine, number>();
  rates.forEach((rate, index) => {
    const parts = prorate(discounts[index] ?? 0, totalsOf(ofRate(rate)));
    ofRate(rate).forEach((line, at) => shares.set(line, parts[at] ?? 0));
  });
  return lines.map((line) => shares.get(line) ?? 0);
}

/** By the largest remainder. */
function prorate(whole: number, amounts: number[]): number[] {
  const sum = BigInt(sumOf(amounts) || 1);
  const shares = amounts.map((amount, at) => {
    const product = BigInt(amount) * BigInt(whole);
    return { at, floor: Number(product / sum), remainder: product % sum };
  });
  const rest = sumOf(amounts) > 0 ? whole - sumOf(shares.map(({ floor }) => floor)) : 0;
  const rounded = shares.toSorted((a, b) => Number(b.remainder - a.remainder)).slice(0, rest);
  const isRounded = new Set(rounded.map(({ at }) => at));
  return shares.map(({ at, floor }) => floor + Number(isRounded.has(at)));
}

const sumOf = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
