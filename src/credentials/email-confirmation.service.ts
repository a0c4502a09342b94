import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { Customer } from '../customer/customer.entity.js';
import { EmailTokenService } from '../customer/email-token.service.js';
import { Database } from '../database/database.js';
import { EmailTokenInvalid } from './credentials.errors.js';

/** Finds out whether mails to the email of an account reach its owner: until then they carry no names. */
@Injectable()
export class EmailConfirmationService {
  constructor(
    private readonly database: Database,
    private readonly tokens: EmailTokenService,
  ) {}

  /** Of many uses of a token at once, one succeeds; it confirms only the address that it was mailed to. @throws EmailTokenInvalid */
  confirm(token: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const used = await this.tokens.consume(em, 'confirm', token);
      if (!used) throw new EmailTokenInvalid();
      const customer = await em.findOneOrFail(Customer, used.customer, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!customer.hasEmail(used.email)) throw new EmailTokenInvalid();
      customer.confirmEmail();
    });
  }
}
