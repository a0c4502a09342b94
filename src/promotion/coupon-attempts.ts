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

  /**
   * Counts an attempt as failed before its code is compared, so that of many at once no more are compared than may fail; one whose
   * code is known is given back. @throws TooManyCoupons
   */
  async count<Result>(me: Caller, work: () => Promise<Result>): Promise<Result> {
    const budgets = this.of(me);
    const wait = await this.budgets.spend(budgets);
    let isFailed = false;
    try {
      if (wait !== undefined) throw new TooManyCoupons(null, wait);
      return await work();
    } catch (error) {
      isFailed = isUnknown(error);
      throw error;
    } finally {
      if (!isFailed) await this.budgets.giveBack(budgets);
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
