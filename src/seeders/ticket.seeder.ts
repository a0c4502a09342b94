import type { EntityManager } from '@mikro-orm/postgresql';
import { Seeder } from '@mikro-orm/seeder';
import { sql } from 'kysely';
import { Product } from '../catalog/product.entity.js';
import { Customer } from '../customer/customer.entity.js';
import { Order } from '../order/order.entity.js';
import { CannedAnswer } from '../support/canned-answer.entity.js';
import { Ticket } from '../support/ticket.entity.js';
import { daysAgo, demoData, type DemoTicket, type DemoTicketStep } from './demo-data.js';

/** Tickets by the verbs of their entity, and canned answers. */
export class TicketSeeder extends Seeder {
  override async run(em: EntityManager): Promise<void> {
    const { tickets, canned_answers } = demoData.tickets();
    for (const answer of canned_answers) em.create(CannedAnswer, answer);
    const support = await em.findOneOrFail(Customer, { username: 'support' });
    const orders = await em.find(Order, {}, { orderBy: { id: 'asc' } });
    for (const { steps, created_days_ago, ...row } of tickets) {
      const about = await aboutOf(em, row, orders);
      const [{ text = '' }, ...further] = steps;
      const ticket = Ticket.open(em, about, text);
      const created_at = daysAgo(created_days_ago);
      await backdate(em, created_at);
      for (const step of further) {
        apply(em, ticket, step, support);
        await backdate(em, new Date(created_at.getTime() + step.after_hours * 3_600_000));
      }
    }
  }
}

async function aboutOf(em: EntityManager, row: Omit<DemoTicket, 'steps' | 'created_days_ago'>, orders: Order[]) {
  const customer = row.username ? await em.findOneOrFail(Customer, { username: row.username }) : null;
  const product = row.product ? await em.findOneOrFail(Product, { slug: row.product }) : null;
  return {
    customer: customer?.id ?? null,
    product: product?.id ?? null,
    order: (row.order && orders[row.order - 1]?.id) || null,
    subject: row.subject,
    email: row.visitor?.email ?? null,
    name: row.visitor?.name ?? '',
  };
}

function apply(em: EntityManager, ticket: Ticket, { verb, text = '' }: DemoTicketStep, support: Customer): void {
  if (verb === 'reply') ticket.reply(em, text);
  else if (verb === 'answer') ticket.answer(em, support.id, text);
  else if (verb === 'note') ticket.note(em, support.id, text);
  else if (verb === 'assign') ticket.assign(support, { force: false });
  else if (verb === 'solve') ticket.solve();
  else ticket.close();
}

/** Moves what has just happened to its moment: `now()` is the same in a whole transaction. */
async function backdate(em: EntityManager, moment: Date): Promise<void> {
  await em.flush();
  const unlessEarlier = (column: string) =>
    sql`${sql.ref(column)} = case when ${sql.ref(column)} = now() then ${moment} else ${sql.ref(column)} end`;
  const columns = ['created_at', 'updated_at', 'waiting_at', 'first_answered_at', 'solved_at'].map(unlessEarlier);
  await sql`update tickets set ${sql.join(columns)}`.execute(em.getKysely());
  await sql`update ticket_messages set created_at = ${moment} where created_at = now()`.execute(em.getKysely());
}
