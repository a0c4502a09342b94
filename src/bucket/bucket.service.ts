import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { Product } from '../catalog/product.entity.js';
import type { Caller } from '../common/http/access.js';
import { isId } from '../common/http/id.pipe.js';
import { toNumber } from '../common/money/money.js';
import { defaultAddressOf, type Delivery } from '../customer/customer.queries.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import { availableSql } from '../stock/availability.js';
import { ProductNotAvailable } from '../stock/stock.errors.js';
import type { StockRequest } from '../stock/stock.service.js';
import type { BucketLineAdded, BucketLineInput, BucketQuantity } from './bucket.dto.js';
import { Bucket, type IdOrUuid, maxLines } from './bucket.entity.js';

/**
 * Adds a line in one round trip where no rule refuses it, because nothing is done more often: through {@link Bucket.add}
 * the server takes a sixth of the requests. Creates the bucket on first use and waits for others that change it; the
 * count of its lines is a function, since a subquery would count those from before the wait.
 * Values: uuid for a new bucket, customer's id, uuid of the line, product's uuid, quantity.
 */
const addLineSql = statement<{ bucket_uuid: string; price: number }>(
  'bucket_line_add',
  `
  with bucket as (
    insert into buckets (uuid, customer_id) values ($1, $2)
    on conflict (customer_id) do update set customer_id = excluded.customer_id returning id
  )
  insert into bucket_lines (uuid, bucket_id, product_id, quantity, price_seen, created_at, updated_at)
  select $3, bucket.id, products.id, $5, price, now(), now()
  from bucket join products on products.uuid = $4 and ${availableSql('$5')}
  where lines_of_bucket(bucket.id) < ${maxLines}
  on conflict (bucket_id, product_id) do nothing
  returning uuid as bucket_uuid, price_seen as price
`,
);

export interface BucketSnapshot extends Delivery {
  /** Oldest first. */
  lines: StockRequest[];
  coupon: string | null;
  has_account: boolean;
  /** Whether the email is confirmed as the customer's own. */
  is_confirmed: boolean;
  /** By the clock of the database. */
  taken_at: Date;
}

/** Value: customer's id. */
const takeBucketSql = statement<
  StockRequest & Omit<BucketSnapshot, 'lines' | 'taken_at'> & { line: number; taken_at: string }
>(
  'bucket_take',
  `
  with bucket as (
    select buckets.id, coupon_code, email, username is not null as has_account, email_confirmed_at is not null as is_confirmed,
      ${defaultAddressOf('customers.id')} as shipping_address
    from buckets join customers on customers.id = customer_id
    where customer_id = $1 for update of buckets
  ), cleared as (
    update buckets set coupon_code = null from bucket where buckets.id = bucket.id and bucket.coupon_code is not null
  ), taken as (
    delete from bucket_lines using bucket where bucket_id = bucket.id
    returning bucket_lines.id as line, product_id, quantity, bucket.*
  )
  select line, product_id as product, quantity, coupon_code as coupon, email, shipping_address, has_account, is_confirmed,
    clock_timestamp() as taken_at
  from (select * from taken order by product_id) taken
    cross join lateral (select from products where id = product_id for no key update) locked
`,
);

@Injectable()
export class BucketService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('guests.forget', () => this.deleteIdleGuests());
  }

  /** Guests who have changed nothing in bucket or wishlist and viewed nothing for 90 days. Orders and tickets keep their customers. */
  deleteIdleGuests(): Promise<void> {
    return deleteInBatches(
      this.database,
      'customers',
      sql`username is null and created_at < now() - interval '90 days'
        and not exists (select from orders where orders.customer_id = customers.id) and not exists (
        select 1 from buckets join bucket_lines on bucket_id = buckets.id
        where buckets.customer_id = customers.id and bucket_lines.updated_at > now() - interval '90 days'
      ) and not exists (select from tickets where tickets.customer_id = customers.id)
        and not exists (
          select from product_views where product_views.customer_id = customers.id and viewed_at > now() - interval '90 days'
        ) and not exists (
          select from wishlists join wishlist_items on wishlist_id = wishlists.id
          where wishlists.customer_id = customers.id and wishlist_items.created_at > now() - interval '90 days'
        )`,
    );
  }

  /** @throws ProductNotAvailable, ProductAlreadyInBucket, NotEnoughStock, BucketFull */
  async add(me: Caller, { product, quantity }: BucketLineInput): Promise<BucketLineAdded & { bucket_uuid: string }> {
    const [line] = await this.database.query(addLineSql, [v7(), me.id, v7(), product, quantity]);
    const { bucket_uuid, price } = line ?? (await this.addByEntity(me, product, quantity));
    return { bucket_uuid, customer: me.uuid, quantity, product, value: toNumber(price) };
  }

  /** Throws the error that says why a line was not added, or adds it where the reason is gone by now. */
  private addByEntity(me: Caller, uuid: string, quantity: number): Promise<{ bucket_uuid: string; price: number }> {
    return this.database.transaction(async (em) => {
      const bucket = await this.lock(em, me.id);
      const product = await this.product(em, { uuid });
      const line = bucket.add(product, quantity);
      return { bucket_uuid: line.uuid, price: product.price };
    });
  }

  /** Adds to the line of the product, or creates it. Returns the new quantity. @throws ProductNotAvailable, NotEnoughStock, BucketFull */
  addQuantity(me: Caller, product: number, quantity: number): Promise<number> {
    return this.database.transaction((em) => this.addQuantityIn(em, me, { id: product }, quantity));
  }

  /** The same within the transaction of `em`. */
  async addQuantityIn(em: EntityManager, me: Caller, product: IdOrUuid, quantity: number): Promise<number> {
    const bucket = await this.lock(em, me.id);
    return bucket.addQuantity(await this.product(em, product), quantity);
  }

  /** Adds as many as can be bought, within the transaction of `em`. Returns how many. @throws ProductNotAvailable, NotEnoughStock, BucketFull, ValidationFailed: not one can */
  async addAvailableIn(em: EntityManager, me: Caller, product: IdOrUuid, quantity: number): Promise<number> {
    const bucket = await this.lock(em, me.id);
    return bucket.addAvailable(await this.product(em, product), quantity);
  }

  /** Changes, creates or removes (0) the line of the product. Returns the number of lines. @throws ProductNotAvailable, NotEnoughStock, BucketFull */
  setProductQuantity(me: Caller, product: number, quantity: number): Promise<number> {
    return this.database.transaction(async (em) => {
      const bucket = await this.lock(em, me.id);
      bucket.setProductQuantity(await this.product(em, { id: product }), quantity);
      return bucket.lines.length;
    });
  }

  /** 0 removes the line. @throws BucketLineNotFound, ProductNotAvailable, NotEnoughStock */
  setQuantity(me: Caller, line: IdOrUuid, quantity: number): Promise<BucketQuantity> {
    return this.database.transaction(async (em) => {
      const bucket = await this.lock(em, me.id);
      bucket.setQuantity(line, quantity);
      return { quantity };
    });
  }

  async setCoupon(em: EntityManager, me: Caller, code: string | null): Promise<void> {
    (await this.lock(em, me.id)).coupon_code = code;
    await em.flush();
  }

  dropCoupon(me: Caller): Promise<void> {
    return this.database.transaction((em) => this.setCoupon(em, me, null));
  }

  /** Moves a guest's lines and coupon into the customer's bucket. Harmless when repeated: the guest's bucket is empty afterwards. */
  merge(me: Caller, guestToken: string): Promise<void> {
    return this.database.transaction(async (em) => {
      // Locked, so that a guest who registers meanwhile keeps the bucket. Clients go on sending the token: mostly, nothing is left.
      const { rows } = await sql<{ id: number }>`
        select id from customers where guest_token = ${guestToken} and username is null and exists (
          select from buckets where customer_id = customers.id
            and (coupon_code is not null or exists (select from bucket_lines where bucket_id = buckets.id))
        ) for no key update
      `.execute(em.getKysely());
      const guest = rows[0];
      if (!guest) return;
      const { mine, guests } = await this.lockBoth(em, me.id, guest.id);
      mine.merge(guests);
    });
  }

  /**
   * Empties the bucket for an order, and locks its products in id order, so that crossing orders do not deadlock. Of two
   * orders at once the second waits here, and then finds no lines.
   */
  async take(em: EntityManager, customer: number): Promise<BucketSnapshot | undefined> {
    const rows = await queryIn(em, takeBucketSql, [customer]);
    const [first] = rows;
    if (!first) return undefined;
    const { line, product, quantity, ...bucket } = first;
    return { ...bucket, taken_at: new Date(first.taken_at), lines: rows.toSorted((a, b) => a.line - b.line) };
  }

  /** @throws ProductNotAvailable */
  private async product(em: EntityManager, key: IdOrUuid): Promise<Product> {
    const product = 'id' in key && !isId(key.id) ? null : await em.findOne(Product, key);
    if (!product) throw new ProductNotAvailable({ product: 'id' in key ? key.id : key.uuid });
    return product;
  }

  /** The bucket with its lines and their products, created on first use. */
  private async lock(em: EntityManager, customer: number): Promise<Bucket> {
    // Only the bucket is locked: a lock on the products would make every bucket wait for every other.
    const find = () => em.findOne(Bucket, { customer }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    let bucket = await find();
    if (!bucket) {
      await sql`
        insert into buckets (uuid, customer_id) values (${v7()}, ${customer}) on conflict (customer_id) do nothing
      `.execute(em.getKysely());
      bucket = await find();
    }
    if (!bucket) throw new Error(`the bucket of customer ${customer} was not created`);
    await em.populate(bucket, ['lines.product']);
    return bucket;
  }

  /** In id order, so that crossing merges do not deadlock. */
  private async lockBoth(em: EntityManager, mine: number, guests: number): Promise<{ mine: Bucket; guests: Bucket }> {
    if (mine < guests) return { mine: await this.lock(em, mine), guests: await this.lock(em, guests) };
    return { guests: await this.lock(em, guests), mine: await this.lock(em, mine) };
  }
}
