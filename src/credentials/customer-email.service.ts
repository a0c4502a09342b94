import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { SessionService } from '../auth/session.service.js';
import type { Caller } from '../common/http/access.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { maxUsername } from '../common/text/canonical.js';
import { Customer } from '../customer/customer.entity.js';
import { CustomerNotFound, NotYourself } from '../customer/customer.errors.js';
import { Database } from '../database/database.js';
import { assertMayManage } from '../staff/manageable.js';
import { EmailChangeService } from './email-change.service.js';
import { earlierEmailOf } from './email-mails.js';

const tooLong = {
  field: 'email',
  errors: [`email must have at most ${maxUsername} characters, as it is the username, too`],
};

/** Staff give an account another email: for customers who no longer read the mails of theirs. */
@Injectable()
export class CustomerEmailService {
  constructor(
    private readonly database: Database,
    private readonly emails: EmailChangeService,
    private readonly sessions: SessionService,
    private readonly audit: AuditService,
  ) {}

  /** The earlier address can undo it, as if its owner had done it. @throws CustomerNotFound, NotYourself, PermissionLacking, EmailAlreadyUsed, TooManyEmailChanges, ValidationFailed */
  set(actor: Caller, uuid: string, email: string): Promise<void> {
    // One's own takes the password.
    if (uuid === actor.uuid) throw new NotYourself();
    return this.database.transaction(async (em) => {
      const registered = { uuid, username: { $ne: null } };
      const account = await em.findOne(Customer, registered, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!account) throw new CustomerNotFound();
      await assertMayManage(em, actor, account);
      const [earlier, { username }] = [earlierEmailOf(account), account];
      if (account.cannotFollow(email)) throw new ValidationFailed([tooLong]);
      account.moveTo(email);
      await em.flush();
      const subject = { kind: 'customer' as const, uuid, label: username ?? null };
      this.audit.recordDiff(em, actor, 'customer.email', subject, [{ email: earlier.email }, { email }]);
      if (account.hasEmail(earlier.email)) return;
      await this.emails.changed(em, account, earlier);
      await this.sessions.endAccess(em, account);
    });
  }
}
