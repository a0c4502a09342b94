import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { type Budget, BudgetService } from '../budgets/budget.service.js';
import type { Caller } from '../common/http/access.js';
import { Customer } from '../customer/customer.entity.js';
import { EmailAlreadyUsed } from '../customer/customer.errors.js';
import { EmailTokenService } from '../customer/email-token.service.js';
import { Database } from '../database/database.js';
import { EmailAlreadyConfirmed, EmailTokenInvalid, TooManyConfirmations } from './credentials.errors.js';
import { EmailMails } from './email-mails.js';

/** Bounds how many mails an account can cause in a mailbox that may be a stranger's. */
const sentPerDay = ({ id }: Caller): Budget => ({ key: `confirmation:customer:${id}`, most: 5, seconds: 86_400 });

/** Finds out whether mails to the email of an account reach its owner: until then they carry no names. */
@Injectable()
export class EmailConfirmationService {
  constructor(
    private readonly database: Database,
    private readonly tokens: EmailTokenService,
    private readonly mails: EmailMails,
    private readonly budgets: BudgetService,
  ) {}

  /** Mails another token; those of before stay good. @throws EmailAlreadyConfirmed, EmailAlreadyUsed, TooManyConfirmations */
  async send(me: Caller): Promise<void> {
    const wait = await this.budgets.spend([sentPerDay(me)]);
    if (wait !== undefined) throw new TooManyConfirmations(null, wait);
    await this.database.transaction(async (em) => {
      // Locked, so that the mail goes to the address that the account has when it commits.
      const customer = await em.findOneOrFail(Customer, me.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!customer.email || customer.email_confirmed_at) throw new EmailAlreadyConfirmed();
      if (!customer.isFoundByEmail()) throw new EmailAlreadyUsed();
      await this.mails.confirmation(em, customer);
    });
  }

  /** Of many uses of a token at once, one succeeds; it confirms only the address that it was mailed to. @throws EmailTokenInvalid */
  confirm(token: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const used = await this.tokens.consume(em, 'confirm', token);
      if (!used) throw new EmailTokenInvalid();
      const customer = await em.findOneOrFail(Customer, used.customer, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!customer.hasEmail(used.email) || !customer.isFoundByEmail()) throw new EmailTokenInvalid();
      customer.confirmEmail();
    });
  }
}
