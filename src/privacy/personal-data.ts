import { namelessTables } from './nameless-tables.js';
import { deleted, notPersonal, type TableRules } from './table-rules.js';

const own = 'customer_id = $1';
const ofOrder = 'order_id in (select id from orders where customer_id = $1)';
const ofPayment = `payment_id in (select id from payments where ${ofOrder})`;
const ofInvoice = `invoice_id in (select id from invoices where ${ofOrder})`;
// One that was yielded to whoever proved it is another account's.
const ownEmail = `(select lower(email) from customers where id = $1 and email_key not like '% %')`;
// What strangers caused at an address is only of whoever has proven that it is theirs.
const provenEmail = '(select lower(email) from customers where id = $1 and email_confirmed_at is not null)';
const ownUuid = '(select uuid::text from customers where id = $1)';
// Not by address: nobody has proven that a registered one is theirs.
const ownTickets = own;
const ofTicket = `ticket_id in (select id from tickets where ${ownTickets})`;
const ofContact = `contact_id in (select id from notification_contacts where customer_id = $1)`;
/** Mails about the account since there is one (two clocks say when), and those about its orders and tickets, wherever they went. */
const ownMails = `lower(recipient) = ${ownEmail}
    and kind in ('welcome', 'password_reset', 'password_changed', 'order_claim', 'email_changed', 'email_confirmation', 'price_drop', 'bucket_reminder')
    and created_at > (select created_at - interval '1 hour' from customers where id = $1)
  or lower(recipient) = ${provenEmail} and kind in ('staff_invitation', 'back_in_stock', 'restock_confirmation')
  or data ->> 'number' = any (array(
    select number from orders where customer_id = $1 union all select number from tickets where customer_id = $1))`;
const law = { keep: 'invoices are kept unchanged for as long as tax law demands' };
const blank = { erase: `''` };
const empty = { erase: 'null' };

/**
 * Every column that can hold personal data, and its rule; in the order in which they are erased: a table comes before the
 * rows by which its own are found. Tables that are not here fail `test/personal-data.spec.ts`.
 */
export const personalData: Record<string, TableRules> = {
  bucket_lines: deleted(
    'bucket_id in (select id from buckets where customer_id = $1)',
    ['uuid'],
    ['product_id', 'quantity', 'created_at'],
  ),
  buckets: deleted(own, ['uuid', 'coupon_code']),
  wishlist_items: deleted(
    'wishlist_id in (select id from wishlists where customer_id = $1)',
    [],
    ['product_id', 'created_at'],
  ),
  wishlists: deleted(own, ['share_token']),
  addresses: deleted(
    own,
    'uuid first_name last_name company vat_id address line2 post_code city region country phone'.split(' '),
    'first_name last_name company vat_id address line2 post_code city region country phone is_default created_at'.split(
      ' ',
    ),
  ),
  sessions: deleted(
    own,
    ['uuid', 'refresh_hash', 'user_agent', 'address'],
    ['user_agent', 'address', 'created_at', 'last_used_at', 'expires_at', 'revoked_at'],
  ),
  api_keys: deleted(own, ['uuid', 'name', 'key_hash', 'role'], ['name', 'created_at', 'last_used_at', 'expires_at']),
  recovery_codes: deleted(own, ['code_hash']),
  second_factors: deleted(own, ['secret']),
  password_resets: deleted(own, ['token_hash']),
  email_tokens: deleted(own, ['token_hash', 'purpose', 'email', 'password_hash']),
  known_addresses: deleted(own, ['network'], ['network', 'last_used_at'], { key: 'network' }),
  order_claims: deleted(own, ['token_hash', 'email']),
  staff_invitations: deleted(
    `lower(email) = ${provenEmail}`,
    ['uuid', 'email', 'role', 'token_hash'],
    ['role', 'created_at'],
  ),
  idempotency_keys: deleted(own, ['key', 'request_hash', 'answer']),
  failed_logins: deleted(`key = 'account:' || ${ownUuid} or key like 'pair:' || ${ownUuid} || ' %'`, ['key']),
  audit_actors: deleted(
    `entry_id in (select id from audit_entries where actor = (select uuid from customers where id = $1))`,
    ['username', 'address'],
    undefined,
    { byFunction: true },
  ),
  audit_details: deleted(
    `entry_id in (select id from audit_entries where subject in (
      select 'customer/' || ${ownUuid}
      union all select 'order/' || uuid from orders where customer_id = $1
      union all select 'shipment/' || uuid from shipments where ${ofOrder}
      union all select 'return/' || uuid from returns where ${ofOrder}
      union all select 'ticket/' || uuid from tickets where ${ownTickets}
      union all select 'review/' || uuid from reviews where customer_id = $1
      union all select 'store-rating/' || uuid from store_ratings where ${ofOrder}))`,
    ['label', 'changes'],
    undefined,
    { byFunction: true },
  ),
  // Entries are never changed: what is personal about them is in the two tables above.
  audit_entries: notPersonal('actor', 'role', 'action', 'subject_kind', 'subject', 'label', 'changes', 'request_id'),
  mails: deleted(
    ownMails,
    'uuid kind recipient message_id subject html text data attachments status last_error unsubscribe_url origin'.split(
      ' ',
    ),
    ['kind', 'subject', 'created_at', 'sent_at'],
    { visible: `kind <> 'ticket_message'` },
  ),
  product_views: deleted(own, [], ['product_id', 'viewed_at', 'views'], { key: 'product_id' }),
  visits: deleted(own, ['day']),
  history_settings: deleted(own, []),
  consent_records: deleted(
    ofContact,
    ['subject', 'source', 'version', 'text'],
    ['subject', 'granted', 'source', 'version', 'created_at'],
  ),
  restock_subscriptions: deleted(ofContact, ['uuid'], ['product_id', 'created_at', 'confirmed_at', 'notified_at']),
  notification_contacts: deleted(own, ['uuid', 'email']),
  ticket_attachments: deleted(
    `message_id in (select id from ticket_messages where ${ofTicket})`,
    ['uuid', 'name', 'content_type', 'content'],
    ['message_id', 'name', 'content_type', 'size', 'created_at'],
    { visible: `message_id in (select id from ticket_messages where kind <> 'note')` },
  ),
  ticket_messages: deleted(ofTicket, ['uuid', 'kind', 'text'], ['ticket_id', 'kind', 'text', 'created_at'], {
    visible: `kind <> 'note'`,
  }),
  tickets: deleted(
    ownTickets,
    ['uuid', 'number', 'subject', 'email', 'name', 'status'],
    ['number', 'subject', 'email', 'name', 'status', 'created_at'],
    { before: 'update tickets set assignee_id = null where assignee_id = $1' },
  ),
  review_votes: deleted(own, [], ['review_id'], {
    key: 'review_id',
    before: `update reviews set helpful_count = helpful_count - 1
      where id in (select review_id from review_votes where customer_id = $1)`,
  }),
  reviews: deleted(
    own,
    ['uuid', 'status', 'title', 'text', 'answer'],
    ['product_id', 'status', 'rating', 'title', 'text', 'answer', 'created_at'],
    {
      before: `update products set rating_count = rating_count - 1, rating_sum = rating_sum - rating
        from reviews where product_id = products.id and customer_id = $1 and status = 'published'`,
    },
  ),
  store_ratings: {
    owner: ofOrder,
    columns: { uuid: 'none', comment: blank, answer: empty, answered_at: empty },
    exported: ['order_id', 'rating', 'comment', 'answer', 'created_at'],
  },
  stock_movements: {
    // Others may have had the name before: customers, who move no stock, are none of them.
    owner: `actor <> '' and actor = (select username from customers where id = $1)
      and exists (select from audit_entries where audit_entries.actor = (select uuid from customers where id = $1))`,
    byFunction: true,
    columns: { product_uuid: 'none', order_uuid: 'none', reason: 'none', actor: { erase: `'erased'` } },
  },
  order_notes: deleted(ofOrder, ['uuid', 'text']),
  order_tags: deleted(ofOrder, ['tag']),
  orders: {
    owner: own,
    columns: {
      uuid: 'none',
      number: 'none',
      status: 'none',
      payment: 'none',
      currency: 'none',
      taxes: 'none',
      shipping_method: 'none',
      shipping_kind: 'none',
      shipping_countries: 'none',
      email: empty,
      shipping_exemption: 'none',
      shipping_address: empty,
      billing: empty,
    },
    exported:
      'uuid number status payment currency subtotal shipping discount tax total shipping_method email shipping_address billing created_at paid_at shipped_at'.split(
        ' ',
      ),
  },
  unverified_orders: {
    owner: `order_uuid in (select uuid from orders where ${own})`,
    columns: { order_uuid: 'delete', network: 'delete' },
    exported: ['network', 'confirm_by', 'confirmed_at', 'created_at'],
  },
  order_lines: {
    owner: ofOrder,
    columns: { uuid: 'none', product_uuid: 'none', name: 'none', exemption: 'none' },
    exported: ['order_id', 'product_uuid', 'name', 'quantity', 'price', 'tax_rate', 'total', 'tax'],
  },
  order_credits: {
    owner: ofOrder,
    columns: { uuid: 'none', kind: 'none', reason: blank, shipment_uuid: 'none' },
    exported: ['order_id', 'kind', 'reason', 'amount', 'shipping', 'goodwill', 'created_at'],
  },
  order_credit_lines: {
    owner: `credit_id in (select id from order_credits where ${ofOrder})`,
    columns: {},
    exported: ['credit_id', 'order_line_id', 'quantity', 'amount'],
  },
  payments: {
    owner: ofOrder,
    columns: {
      uuid: 'none',
      provider: 'none',
      status: 'none',
      currency: 'none',
      reference: { keep: 'the books refer to the payment of the provider' },
      reason: empty,
      redirect_url: empty,
      sync_request: 'none',
    },
    exported: ['order_id', 'provider', 'status', 'amount', 'currency', 'created_at'],
  },
  refunds: {
    owner: ofPayment,
    columns: {
      uuid: 'none',
      status: 'none',
      reason: blank,
      source: 'none',
      reference: { keep: 'the books refer to the refund of the provider' },
      failure: 'none',
    },
    exported: ['payment_id', 'amount', 'status', 'created_at'],
  },
  disputes: {
    owner: ofPayment,
    columns: {
      uuid: 'none',
      reference: { keep: 'the books refer to the dispute of the provider' },
      reason: 'none',
      status: 'none',
    },
    exported: ['payment_id', 'amount', 'withdrawn', 'reason', 'status', 'opened_at', 'closed_at'],
  },
  shipments: {
    owner: ofOrder,
    columns: {
      uuid: 'none',
      carrier: 'none',
      tracking_number: empty,
      tracking_url: empty,
      cause: 'none',
      resolution: 'none',
      reason: blank,
    },
    exported: [
      'order_id',
      'carrier',
      'tracking_number',
      'tracking_url',
      'shipped_at',
      'delivered_at',
      'lost_at',
      'returned_at',
      'cause',
      'resolution',
      'reason',
    ],
  },
  returns: {
    owner: ofOrder,
    columns: { uuid: 'none', status: 'none', reason: blank, refusal: empty },
    exported: ['order_id', 'status', 'reason', 'refusal', 'amount', 'created_at'],
  },
  invoices: {
    owner: ofOrder,
    columns: { uuid: 'none', number: 'none', kind: 'none', shipment_uuid: 'none', document: law },
    exported: ['order_id', 'number', 'kind', 'document', 'issued_at'],
  },
  invoice_files: { owner: ofInvoice, columns: { format: 'none', content: law } },
  customers: {
    owner: 'id = $1',
    columns: {
      uuid: 'none',
      username: empty,
      username_key: empty,
      email: empty,
      email_key: empty,
      password_hash: empty,
      role: { erase: `'customer'` },
      // Follows `role`.
      staff_role: 'none',
      first_name: blank,
      last_name: blank,
      phone: blank,
      city: blank,
      address: blank,
      // Follows those above.
      searched: 'none',
      title: blank,
      birthday: empty,
      guest_token: { erase: 'gen_random_uuid()' },
      disabled_at: { erase: 'now()' },
    },
    exported: 'uuid username email first_name last_name phone city address title birthday created_at'.split(' '),
  },
  ...namelessTables,
};
