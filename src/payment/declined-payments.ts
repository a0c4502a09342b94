import { Injectable } from '@nestjs/common';
import { type Budget, budgetsOf, BudgetService } from '../budgets/budget.service.js';
import type { Caller } from '../common/http/access.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { TooManyDeclined } from './payment.errors.js';

const windowSeconds = 3_600;

/** Values: customer, seconds, how many. The bank's page declines after the attempt was answered, so they are counted by their rows. */
const declinedSql = statement<{ wait: number }>(
  'payments_declined_lately',
  `
  select ceil(extract(epoch from payments.updated_at - now()) + $2)::int as wait
  from payments join orders on orders.id = order_id
  where customer_id = $1 and payments.status = 'declined' and payments.updated_at > now() - make_interval(secs => $2)
  order by payments.updated_at desc offset $3 - 1 limit 1
`,
);

/** Stolen cards are tried one after the other, over many orders. */
@Injectable()
export class DeclinedPayments {
  constructor(
    private readonly database: Database,
    private readonly budgets: BudgetService,
    private readonly config: Config,
  ) {}

  /**
   * Counts an attempt as declined before it is made, so that of many at once no more are made than may fail; one that is not
   * declined is given back. @throws TooManyDeclined
   */
  async count<Result extends { answer: { status: string }; replayed: boolean }>(
    me: Caller,
    pay: () => Promise<Result>,
  ): Promise<Result> {
    const budgets = this.of(me);
    await this.assertFewDeclined(me);
    const wait = await this.budgets.spend(budgets);
    if (wait !== undefined) {
      await this.budgets.giveBack(budgets);
      throw new TooManyDeclined(null, wait);
    }
    let isDeclined = false;
    try {
      const result = await pay();
      isDeclined = result.answer.status === 'declined' && !result.replayed;
      return result;
    } finally {
      if (!isDeclined) await this.budgets.giveBack(budgets);
    }
  }

  /** @throws TooManyDeclined */
  private async assertFewDeclined(me: Caller): Promise<void> {
    const most = this.config.get('DECLINED_PAYMENT_LIMIT');
    if (most === 0) return;
    const [row] = await this.database.query(declinedSql, [me.id, windowSeconds, most]);
    if (row) throw new TooManyDeclined(null, Math.max(1, row.wait));
  }

  private of(me: Caller): Budget[] {
    return budgetsOf('declined', me, {
      each: this.config.get('DECLINED_PAYMENT_LIMIT'),
      network: this.config.get('DECLINED_PAYMENT_LIMIT_PER_ADDRESS'),
      seconds: windowSeconds,
    });
  }
}
