import { setTimeout as wait } from 'node:timers/promises';

const [noProgressMs, skipEveryMs, lookEveryMs] = [120_000, 5_000, 250];

const pending = `
  select (select count(*) from pgboss.job where state < 'completed' and name not like '\\_\\_pgboss%'
      and name not in (select name from pgboss.schedule))
    + (select count(*) from payments where status in ('started', 'action_required', 'authorized'))
    + (select count(*) from payments where void_requested_at is not null and voided_at is null or sync_request is not null)
    + (select count(*) from refunds where status = 'pending')
    + (select count(*) from payments where void_requested_at is not null and voided_at is null)
    + (select count(*) from mails where status = 'queued')
    + (select count(*) from orders where status = 'new' and payment <> 'cash') as pending`;

/** What waits for a moment to come does not wait any more: a payment window, a retry, the lease of a mail. */
const skipWaiting = `
  update pgboss.job set start_after = now() where state < 'active' and start_after > now() and name not like '\\_\\_pgboss%';
  update payments set updated_at = now() - interval '1 hour' where status in ('started', 'action_required', 'authorized')
    or void_requested_at is not null and voided_at is null or sync_request is not null;
  update refunds set tried_at = now() - interval '1 hour' where status = 'pending';
  update mails set next_attempt_at = now() where status = 'queued' and next_attempt_at > now()`;

/** Jobs that a killed process had begun. Only before any other is begun: one that runs would be begun again. */
const expireJobs = `update pgboss.job set started_on = now() - interval '1 hour' where state = 'active'`;

/** Waits until nothing is on its way any more; what never comes to rest is a violation of the ledger check. */
export async function settle(shop) {
  await shop.query(expireJobs);
  let [least, since] = [Infinity, Date.now()];
  while (Date.now() - since < noProgressMs) {
    await shop.query(skipWaiting);
    for (const skipped = Date.now(); Date.now() - skipped < skipEveryMs; await wait(lookEveryMs)) {
      const left = Number((await shop.query(pending))[0].pending);
      if (left === 0) return;
      if (left < least) [least, since] = [left, Date.now()];
    }
  }
}
