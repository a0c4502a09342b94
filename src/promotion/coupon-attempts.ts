import { Injectable } from '@nestjs/common';
import { type Budget, budgetsOf, BudgetService } from '../budgets/budget.service.js';
import type { Caller } from '../common/http/access.js';
import { Config } from '../config/config.js';
import { isSameMailbox } from '../identity/account-keys.js';
import type { CouponRefusal } from './coupon.entity.js';
import { CouponRefused, TooManyCoupons } from './promotion.errors.js';

const windowSeconds = 900;

/** What is guessed: a code, or whether an email has ordered. */
const guesses = { coupon: ['unknown'], coupon_email: ['first_order_only', 'used_by_you'] } satisfies Record<
  string,
  CouponRefusal[]
>;
type Guess = keyof typeof guesses;

/** Of work that turns out to be a guess, and is not counted as one. */
class UncountedGuess extends Error {}

/** A refusal of the coupon would say that somebody else has ordered, where the email is not the caller's own. @throws UncountedGuess */
export function assertCounted(isCounted: boolean, bucket: CouponHolder, email: string | null | undefined): void {
  const isOther = email != null && !isSameMailbox(email, bucket.email);
  if (!isCounted && bucket.coupon !== null && isOther) throw new UncountedGuess();
}

interface CouponHolder {
  coupon: string | null;
  /** The caller's own. */
  email: string | null;
}

/**
 * A code is worth money, so it cannot be guessed: after some unknown ones, none is compared for a while. Nor can whether many
 * emails have ordered, which coupons for some orders of a customer tell.
 */
@Injectable()
export class CouponAttempts {
  constructor(
    private readonly budgets: BudgetService,
    private readonly config: Config,
  ) {}

  /**
   * Counts an attempt as failed before its code is compared, so that of many at once no more are compared than may fail; one whose
   * code is known, or not refused for the email, is given back. @throws TooManyCoupons
   */
  async count<Result>(me: Caller, work: () => Promise<Result>, guess: Guess = 'coupon'): Promise<Result> {
    const budgets = this.of(me, guess);
    const wait = await this.budgets.spend(budgets);
    let isFailed = false;
    try {
      if (wait !== undefined) throw new TooManyCoupons(null, wait);
      return await work();
    } catch (error) {
      isFailed = isRefusedFor(guess, error);
      throw error;
    } finally {
      if (!isFailed) await this.budgets.giveBack(budgets);
    }
  }

  /** Does the work, and once more as an attempt where {@link assertCounted} stopped it: only its transaction knows that it guesses. @throws TooManyCoupons */
  countIfGuess<Result>(me: Caller, work: (isCounted: boolean) => Promise<Result>): Promise<Result> {
    return work(false).catch((error) => {
      if (!(error instanceof UncountedGuess)) throw error;
      return this.count(me, () => work(true), 'coupon_email');
    });
  }

  private of(me: Caller, guess: Guess): Budget[] {
    return budgetsOf(guess, me, {
      each: this.config.get('COUPON_FAILURE_LIMIT'),
      network: this.config.get('COUPON_FAILURE_LIMIT_PER_ADDRESS'),
      seconds: windowSeconds,
    });
  }
}

const isRefusedFor = (guess: Guess, error: unknown): boolean => {
  const reasons: string[] = guesses[guess];
  return (
    error instanceof CouponRefused && reasons.includes((error.details as { reason?: string } | null)?.reason ?? '')
  );
};
