import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { ProductNotAvailable } from '../stock/stock.errors.js';
import { Product } from '../catalog/product.entity.js';
import type { Caller } from '../common/http/access.js';
import { isId } from '../common/http/id.pipe.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { statement } from '../database/statement.js';
import type { BucketLineAdded, BucketLineInput, BucketQuantity } from './bucket.dto.js';
import { Bucket, type Key, mostLines } from './bucket.entity.js';

/**
 * A new line by one statement, because nothing is done more often: it makes the bucket on first use, waits for whoever else
 * changes it, and adds nothing where {@link Bucket.add} would refuse. Values: uuid for a new bucket, customer, uuid for the
 * line, product uuid, quantity.
 */
const addingLine = statement<{ price: number }>(
  'bucket_add',
  `
  with bucket as (
    insert into buckets (uuid, customer_id) values ($1, $2)
    on conflict (customer_id) do update set customer_id = excluded.customer_id returning id
  )
  insert into bucket_lines (uuid, bucket_id, product_id, quantity, price_seen, created_at, updated_at)
  select $3, bucket.id, products.id, $5, price, now(), now()
  from bucket join products on products.uuid = $4 and published and stock >= $5
  where lines_of_bucket(bucket.id) < ${mostLines}
  on conflict (bucket_id, product_id) do nothing
  returning price_seen as price
`,
);

@Injectable()
export class BucketService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('guests.forget', async () => {
      await sql`
        delete from customers
        where username is null and created < now() - interval '90 days' and not exists (
          select 1 from buckets join bucket_lines on bucket_id = buckets.id
          where buckets.customer_id = customers.id and bucket_lines.updated_at > now() - interval '90 days'
        )
      `.execute(this.database.sql());
    });
  }

  /** @throws ProductNotAvailable, ProductAlreadyInBucket, NotEnoughStock, BucketFull */
  async add(me: Caller, { product, quantity }: BucketLineInput): Promise<BucketLineAdded> {
    const [line] = await this.database.query(addingLine, [v7(), me.id, v7(), product, quantity]);
    const { price } = line ?? (await this.addWithCare(me, product, quantity));
    return { customer: me.uuid, quantity, product, value: price / 100 };
  }

  /** Says why a line cannot be added, unless it can by now. */
  private addWithCare(me: Caller, uuid: string, quantity: number): Promise<Product> {
    return this.database.transaction(async (em) => {
      const bucket = await lockedBucket(em, me.id);
      const product = await productOf(em, { uuid });
      bucket.add(product, quantity);
      return product;
    });
  }

  /** So many more, whether or not there are any. Answers how many there are then. @throws ProductNotAvailable, NotEnoughStock, BucketFull */
  addMore(me: Caller, product: number, quantity: number): Promise<number> {
    return this.database.transaction(async (em) => {
      const bucket = await lockedBucket(em, me.id);
      return bucket.addMore(await productOf(em, { id: product }), quantity);
    });
  }

  /** Exactly so many, whatever there was; 0 removes. Answers how many lines there are then. @throws ProductNotAvailable, NotEnoughStock, BucketFull */
  put(me: Caller, product: number, quantity: number): Promise<number> {
    return this.database.transaction(async (em) => {
      const bucket = await lockedBucket(em, me.id);
      bucket.put(await productOf(em, { id: product }), quantity);
      return bucket.lines.length;
    });
  }

  /** @throws NoSuchBucketLine, ProductNotAvailable, NotEnoughStock */
  setQuantity(me: Caller, line: Key, quantity: number): Promise<BucketQuantity> {
    return this.database.transaction(async (em) => {
      const bucket = await lockedBucket(em, me.id);
      bucket.setQuantity(line, quantity);
      return { quantity };
    });
  }

  async setCoupon(em: EntityManager, me: Caller, code: string | null): Promise<void> {
    (await lockedBucket(em, me.id)).coupon_code = code;
    await em.flush();
  }

  /** Moves a guest's lines into the customer's bucket: once, because afterwards the guest's is empty. */
  merge(me: Caller, guestToken: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const { rows } = await sql<{ id: number }>`
        select id from customers where guest_token = ${guestToken} and username is null
      `.execute(em.getKysely());
      const guest = rows[0];
      if (!guest) return;
      const [mine, theirs] = await lockedPair(em, me.id, guest.id);
      mine.takeOver(theirs);
    });
  }
}

/** @throws ProductNotAvailable */
async function productOf(em: EntityManager, key: Key): Promise<Product> {
  const product = 'id' in key && !isId(key.id) ? null : await em.findOne(Product, key);
  if (!product) throw new ProductNotAvailable({ product: 'id' in key ? key.id : key.uuid });
  return product;
}

/** The bucket with its lines and their products; whoever else changes it waits. Made on first use. */
async function lockedBucket(em: EntityManager, customer: number): Promise<Bucket> {
  // The lock is on the bucket alone: one on the products would make every bucket wait for every other.
  const find = () => em.findOne(Bucket, { customer }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const bucket = (await find()) ?? (await make(em, customer)) ?? (await find());
  if (!bucket) throw new Error('a bucket that was just made is gone');
  await em.populate(bucket, ['lines.product']);
  return bucket;
}

async function make(em: EntityManager, customer: number): Promise<null> {
  await sql`
    insert into buckets (uuid, customer_id) values (${v7()}, ${customer}) on conflict (customer_id) do nothing
  `.execute(em.getKysely());
  return null;
}

/** In id order, like every other lock. */
async function lockedPair(em: EntityManager, mine: number, theirs: number): Promise<[Bucket, Bucket]> {
  if (mine < theirs) return [await lockedBucket(em, mine), await lockedBucket(em, theirs)];
  const guests = await lockedBucket(em, theirs);
  return [await lockedBucket(em, mine), guests];
}
