import { Migration } from '@mikro-orm/migrations';

const folded = (text: string) =>
  `translate(lower(regexp_replace(normalize(${text}, nfkd), '[\\u0300-\\u036f]', '', 'g')), 'łøđħıß', 'lodhis')`;

export class Lists extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(`
      drop index orders_by_created;
      drop index orders_to_ship;
      create index orders_by_created on orders (created_at, id);
      create index orders_by_status on orders (status, created_at, id);
      create index orders_by_payment on orders (payment, created_at, id);
      create index orders_unpaid on orders (created_at, id) where paid_at is null;
      create index orders_to_ship on orders (created_at, id) where status in ('paid', 'processing') or status = 'new' and payment = 'cash';
      create index orders_of_recipient on orders ((${folded(`shipping_address ->> 'last_name'`)}) text_pattern_ops) where shipping_address is not null;
      create index "order_lines_of_product" on "order_lines" ("product_id", "id");
      drop index "order_lines_product_id_index";
      create index shipments_by_tracking_number on shipments (lower(tracking_number)) where tracking_number is not null;
    `);
    this.addSql(`
      create index customers_registered on customers (id) where username is not null;
      create index customers_disabled on customers (id) where disabled_at is not null;
      create index customers_search on customers using gin ((${folded(`' ' || username || ' ' || email || ' ' || first_name || ' ' || last_name || ' ' || phone`)}) gin_trgm_ops) where username is not null;
      create index products_all_by_name on products (name, id);
      create index products_all_by_created on products (created_at, id);
      create index products_unpublished on products (name, id) where not published;
      drop index tickets_waiting;
      drop index tickets_of_status;
      create index tickets_waiting on tickets (coalesce(waiting_at, 'infinity'), (-id));
      create index tickets_of_status on tickets (status, coalesce(waiting_at, 'infinity'), (-id));
      create index tickets_of_assignee on tickets (assignee_id, coalesce(waiting_at, 'infinity'), (-id));
      drop index "tickets_assignee_id_index";
      create index tickets_search on tickets using gin ((${folded(`tickets.number || ' ' || tickets.subject || ' ' || coalesce(tickets.email, '')`)}) gin_trgm_ops);
    `);
    this.addSql(`
      create index "mails_of_status" on "mails" ("status", "id");
      create index "mails_of_kind" on "mails" ("kind", "id");
      drop index mails_failed;
      drop index mails_of_recipient;
      create index mails_of_recipient on mails (lower(recipient) text_pattern_ops, id);
      create index "returns_of_status" on "returns" ("status", "id");
      drop index returns_waiting;
      create index "reviews_of_rating" on "reviews" ("rating", "id");
      create index "store_ratings_of_rating" on "store_ratings" ("rating", "id");
      create index store_ratings_hidden on store_ratings (id) where hidden_at is not null;
      create index "payments_of_status" on "payments" ("status", "id");
      create index "refunds_of_status" on "refunds" ("status", "id");
      create index "refunds_of_source" on "refunds" ("source", "id");
      drop index refunds_failed;
      create index "disputes_of_status" on "disputes" ("status", "id");
      drop index disputes_to_answer;
      create index "invoices_by_issued" on "invoices" ("issued_at", "id");
      create index invoices_credit_notes on invoices (issued_at, id) where kind = 'credit_note';
      drop index "invoices_issued_at_index";
      create index "exchange_rates_by_day" on "exchange_rates" ("day", "currency");
      create index "audit_entries_by_created" on "audit_entries" ("created_at", "id");
      drop index "audit_entries_created_at_index";
    `);
  }

  override down(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(`
      drop index audit_entries_by_created, exchange_rates_by_day, invoices_credit_notes, invoices_by_issued, disputes_of_status, refunds_of_source, refunds_of_status, payments_of_status, store_ratings_hidden, store_ratings_of_rating, reviews_of_rating, returns_of_status, mails_of_recipient, mails_of_kind, mails_of_status;
      create index "audit_entries_created_at_index" on "audit_entries" ("created_at");
      create index "invoices_issued_at_index" on "invoices" ("issued_at");
      create index disputes_to_answer on disputes (id) where status = 'needs_response';
      create index refunds_failed on refunds (id) where status = 'failed';
      create index returns_waiting on returns (status) where status in ('requested', 'received');
      create index mails_failed on mails (id) where status = 'failed';
      create index mails_of_recipient on mails (lower(recipient));
      drop index tickets_search, tickets_of_assignee, tickets_of_status, tickets_waiting;
      create index "tickets_assignee_id_index" on "tickets" ("assignee_id");
      create index "tickets_of_status" on "tickets" ("status", "waiting_at");
      create index tickets_waiting on tickets (waiting_at, id desc);
      drop index products_unpublished, products_all_by_created, products_all_by_name, customers_search, customers_disabled, customers_registered;
      drop index shipments_by_tracking_number, order_lines_of_product, orders_of_recipient, orders_to_ship, orders_unpaid, orders_by_payment, orders_by_status, orders_by_created;
      create index "order_lines_product_id_index" on "order_lines" ("product_id");
      create index orders_by_created on orders using brin (created_at);
      create index orders_to_ship on orders (id) where status in ('paid', 'processing') or status = 'new' and payment = 'cash';
    `);
  }
}
