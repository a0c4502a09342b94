import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { tokenHash } from '../auth/token.service.js';
import type { Caller } from '../common/http/access.js';
import { Config } from '../config/config.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { MailQueue } from '../mail/mail-queue.js';
import type { OrdersClaimed } from './order-claim.dto.js';
import { ClaimTokenInvalid, TooManyClaims } from './order.errors.js';

const validHours = 24;
const maxMailsPerHour = 3;

/** Moves guests' orders to the account that proves their email: by a token that is mailed there. */
@Injectable()
export class OrderClaimService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly mails: MailQueue,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('order_claims.forget', () =>
      deleteInBatches(this.database, 'order_claims', sql`expires_at < now() - interval '1 day'`),
    );
  }

  /** Always mails: neither the answer nor the mail says whether there are orders. @throws TooManyClaims */
  request(me: Caller): Promise<void> {
    return this.database.transaction(async (em) => {
      const { rows } = await sql<{ username: string | null; email: string }>`
        select case when email_confirmed_at is not null then username end as username, email
        from customers where id = ${me.id} for no key update
      `.execute(em.getKysely());
      const [account] = rows;
      if (!account) throw new Error(`there is no customer ${me.id}`);
      // A statement of its own sees what others committed while this one waited for the row.
      const { rows: mailed } = await sql<{ count: number; seconds: number }>`
        select count(*)::int as count, ceil(extract(epoch from min(created_at) + interval '1 hour' - now()))::int as seconds
        from order_claims where customer_id = ${me.id} and created_at > now() - interval '1 hour'
      `.execute(em.getKysely());
      if (mailed[0] && mailed[0].count >= maxMailsPerHour) throw new TooManyClaims(null, mailed[0].seconds);
      const token = randomBytes(24).toString('base64url');
      await sql`
        insert into order_claims (token_hash, customer_id, email, expires_at)
        values (${tokenHash(token)}, ${me.id}, ${account.email}, now() + make_interval(hours => ${validHours}))
      `.execute(em.getKysely());
      const page = this.config.get('ORDER_CLAIM_URL');
      const data = { username: account.username, token, url: page ? page + token : null, hours: validHours };
      await this.mails.enqueue(em, { kind: 'order_claim', to: account.email, data, account: me.id });
    });
  }

  /** Of many uses of a token at once, one succeeds. It proves the address that it was mailed to while that is the account's. @throws ClaimTokenInvalid */
  claim(me: Caller, token: string): Promise<OrdersClaimed> {
    return this.database.transaction(async (em) => {
      const { rows } = await sql<{ email: string }>`
        update order_claims set used_at = now() from customers
        where token_hash = ${tokenHash(token)} and customers.id = customer_id and customer_id = ${me.id}
          and lower(customers.email) = lower(order_claims.email) and used_at is null and expires_at > now()
        returning order_claims.email
      `.execute(em.getKysely());
      if (!rows[0]) throw new ClaimTokenInvalid();
      await sql`
        update customers set email_confirmed_at = coalesce(email_confirmed_at, now()) where id = ${me.id}
      `.execute(em.getKysely());
      const { rows: claimed } = await sql`
        update orders set customer_id = ${me.id}, updated_at = now() from customers guests
        where lower(orders.email) = lower(${rows[0].email}) and guests.id = orders.customer_id and guests.username is null
        returning orders.id
      `.execute(em.getKysely());
      return { count: claimed.length };
    });
  }
}
