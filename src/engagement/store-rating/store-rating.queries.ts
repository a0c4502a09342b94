import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { type List, offsetOf, type Page, type PageQuery } from '../../common/http/paging.js';
import type { RatingSummary } from '../../common/rating/rating.dto.js';
import type { CustomerSchema } from '../../customer/customer.entity.js';
import { Database } from '../../database/database.js';
import { answerOf, authorName, ratingSummary } from '../../database/ratings.js';
import { latestFirst, listOf } from '../../database/list.js';
import { iso } from '../../database/sql.js';
import type { OrderSchema } from '../../order/order.entity.js';
import type { AdminStoreRating, AdminStoreRatingQuery, StoreRatingDto } from './store-rating.dto.js';
import type { StoreRatingSchema } from './store-rating.entity.js';

type Tables = InferKyselyDB<typeof StoreRatingSchema | typeof OrderSchema | typeof CustomerSchema>;

@Injectable()
export class StoreRatingQueries {
  constructor(private readonly database: Database) {}

  /** One statement: the published ratings, latest first, and their summary. */
  async published(page: PageQuery): Promise<Page<StoreRatingDto> & { summary: RatingSummary }> {
    const db = this.database.sql<Tables>();
    const rows = ratingsIn(db)
      .where('store_ratings.hidden_at', 'is', null)
      .orderBy('store_ratings.id', 'desc')
      .limit(page.page_size)
      .offset(offsetOf(page));
    const summary = db.selectFrom('store_ratings').where('hidden_at', 'is', null).select(ratingSummary.as('summary'));
    const found = await db
      .selectNoFrom([summary.$asScalar().$notNull().as('summary'), jsonArrayFrom(rows.select(columns)).as('results')])
      .executeTakeFirstOrThrow();
    return { count: found.summary.count, ...found };
  }

  /** Latest first. */
  listAll({ status, rating, ...page }: AdminStoreRatingQuery): Promise<List<AdminStoreRating>> {
    const rows = ratingsIn(this.database.sql<Tables>())
      .$if(status === 'published', (ratings) => ratings.where('store_ratings.hidden_at', 'is', null))
      .$if(status === 'hidden', (ratings) => ratings.where('store_ratings.hidden_at', 'is not', null))
      .$if(rating !== undefined, (ratings) => ratings.where('store_ratings.rating', '=', rating ?? 0));
    return listOf(this.database, rows.select(adminColumns), latestFirst('store_ratings.id'), page);
  }

  /** As the transaction of `em` sees it. */
  one(em: EntityManager, { uuid }: { uuid: string }): Promise<StoreRatingDto> {
    return oneIn(em, uuid).select(columns).executeTakeFirstOrThrow();
  }

  /** As the transaction of `em` sees it. */
  adminOne(em: EntityManager, { uuid }: { uuid: string }): Promise<AdminStoreRating> {
    return oneIn(em, uuid).select(adminColumns).executeTakeFirstOrThrow();
  }
}

const ratingsIn = (kysely: Kysely<Tables>) =>
  kysely
    .selectFrom('store_ratings')
    .innerJoin('orders', 'orders.id', 'store_ratings.order_id')
    .innerJoin('customers', 'customers.id', 'orders.customer_id');

const oneIn = (em: EntityManager, uuid: string) =>
  ratingsIn(em.getKysely<Tables>() as Kysely<Tables>).where('store_ratings.uuid', '=', uuid);

const columns = () =>
  [
    'store_ratings.uuid as rating_uuid',
    'store_ratings.rating',
    'store_ratings.comment',
    authorName.as('author'),
    iso('store_ratings.created_at').as('date_created'),
    answerOf.as('answer'),
  ] as const;

const adminColumns = () =>
  [
    ...columns(),
    sql<AdminStoreRating['status']>`case when hidden_at is null then 'published' else 'hidden' end`.as('status'),
    'orders.uuid as order_uuid',
    'orders.number as order',
  ] as const;
