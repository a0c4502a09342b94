import { Injectable } from '@nestjs/common';
import { type Budget, budgetsOf, BudgetService } from '../budgets/budget.service.js';
import type { Caller } from '../common/http/access.js';
import { Config } from '../config/config.js';
import { CouponRefused, TooManyCoupons } from './promotion.errors.js';

const windowSeconds = 900;

/** A code is worth money, so it cannot be guessed: after some unknown ones, none is compared for a while. */
@Injectable()
export class CouponAttempts {
  constructor(
    private readonly budgets: BudgetService,
    private readonly config: Config,
  ) {}

  /** Does what refuses unknown codes. It is counted after its transaction, which a refusal undoes. @throws TooManyCoupons */
  async count<Result>(me: Caller, work: () => Promise<Result>): Promise<Result> {
    const budgets = this.of(me);
    const wait = await this.budgets.look(budgets);
    if (wait !== undefined) throw new TooManyCoupons(null, wait);
    try {
      return await work();
    } catch (error) {
      if (!isUnknown(error)) throw error;
      // Of many at once, as many as the budget has learn that their code is unknown.
      const more = await this.budgets.spend(budgets);
      throw more === undefined ? error : new TooManyCoupons(null, more);
    }
  }

  private of(me: Caller): Budget[] {
    return budgetsOf('coupon', me, {
      each: this.config.get('COUPON_FAILURE_LIMIT'),
      network: this.config.get('COUPON_FAILURE_LIMIT_PER_ADDRESS'),
      seconds: windowSeconds,
    });
  }
}

const isUnknown = (error: unknown): boolean =>
  error instanceof CouponRefused && (error.details as { reason?: string } | null)?.reason === 'unknown';
