import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { CatalogRef } from '../../catalog/product.dto.js';
import type { CatalogTables } from '../../catalog/product-columns.js';
import { isOneOf } from '../../catalog/product-filter.js';
import { type List, offsetOf, type Page, type PageQuery } from '../../common/http/paging.js';
import type { RatingSummary } from '../../common/rating/rating.dto.js';
import type { CustomerSchema } from '../../customer/customer.entity.js';
import { Database } from '../../database/database.js';
import { answerOf, authorName, ratingSummary } from '../../database/ratings.js';
import { latestFirst, listOf } from '../../database/list.js';
import { iso, pageOf } from '../../database/sql.js';
import { ProductNotFound } from '../../stock/stock.errors.js';
import type { AdminReview, AdminReviewQuery, ReviewCustomer } from './review.admin.dto.js';
import type { OwnReview, ReviewDto, ReviewQuery } from './review.dto.js';
import type { ReviewSchema } from './review.entity.js';

type Tables = CatalogTables & InferKyselyDB<typeof ReviewSchema | typeof CustomerSchema>;
type Reviews = SelectQueryBuilder<Tables, 'reviews' | 'products', object>;

/** A published review for an API that shows nothing but its text. */
export interface ReviewText {
  id: number;
  text: string;
}

@Injectable()
export class ReviewQueries {
  constructor(private readonly database: Database) {}

  /** One statement: the published reviews of a published product, and how they rate it. @throws ProductNotFound */
  async ofProduct(uuid: string, query: ReviewQuery): Promise<Page<ReviewDto> & { summary: RatingSummary }> {
    const found = await this.database
      .sql<Tables>()
      .selectFrom('products')
      .where('products.uuid', '=', uuid)
      .where('products.published', '=', true)
      .select((product) => {
        const reviews = product
          .selectFrom('reviews')
          .whereRef('reviews.product_id', '=', 'products.id')
          .where('reviews.status', '=', sql.lit('published'));
        // The ids of the page first, or the columns would be computed for every review that the offset skips.
        const page = ordered(reviews, query.ordering).limit(query.page_size).offset(offsetOf(query));
        const ids = sql<number>`any(array(${page.select('reviews.id')}))`;
        const shown = product.selectFrom('reviews').where('reviews.id', '=', ids);
        const withAuthor = ordered(shown, query.ordering).leftJoin('customers', 'customers.id', 'reviews.customer_id');
        return [
          reviews.select(ratingSummary.as('summary')).$asScalar().$notNull().as('summary'),
          jsonArrayFrom(withAuthor.select(columns)).as('results'),
        ];
      })
      .executeTakeFirst();
    if (!found) throw new ProductNotFound();
    return { count: found.summary.count, ...found };
  }

  /** The published reviews of a product that say something, latest first. */
  newestTexts(product: number, limit: number): Promise<ReviewText[]> {
    const text = sql<string>`coalesce(nullif(text, ''), title)`;
    return this.database
      .sql<Tables>()
      .selectFrom('reviews')
      .where('product_id', '=', product)
      .where('status', '=', sql.lit('published'))
      .where(text, '<>', '')
      .select(['id', text.as('text')])
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
  }

  /** One's own, of every status, latest first. */
  own(customer: number, page: PageQuery): Promise<Page<OwnReview>> {
    const reviews = reviewsIn(this.database.sql<Tables>()).where('reviews.customer_id', '=', customer);
    return pageOf(reviews.select(ownColumns).orderBy('reviews.id', 'desc'), page);
  }

  /** As the transaction of `em` sees it. */
  ownOne(em: EntityManager, { uuid }: { uuid: string }): Promise<OwnReview> {
    return oneIn(em, uuid).select(ownColumns).executeTakeFirstOrThrow();
  }

  /** As the transaction of `em` sees it. */
  one(em: EntityManager, { uuid }: { uuid: string }): Promise<AdminReview> {
    return oneIn(em, uuid).select(adminColumns).executeTakeFirstOrThrow();
  }

  /** Of all customers, latest first. */
  listAll({ status, rating, customer, product, ...page }: AdminReviewQuery): Promise<List<AdminReview>> {
    const reviews = reviewsIn(this.database.sql<Tables>())
      .$if(status !== undefined, (rows) => rows.where('reviews.status', '=', status ?? 'pending'))
      .$if(rating !== undefined, (rows) => rows.where('reviews.rating', '=', rating ?? 0))
      .$if(customer !== undefined, (rows) =>
        rows.where('reviews.customer_id', '=', (row) =>
          row
            .selectFrom('customers as own')
            .where('own.uuid', '=', customer ?? '')
            .select('own.id'),
        ),
      )
      .$if(product !== undefined, (rows) => rows.where(isOneOf('products', [product ?? ''])));
    return listOf(this.database, reviews.select(adminColumns), latestFirst('reviews.id'), page);
  }
}

const reviewsIn = (kysely: Kysely<Tables>) =>
  kysely
    .selectFrom('reviews')
    .innerJoin('products', 'products.id', 'reviews.product_id')
    .leftJoin('customers', 'customers.id', 'reviews.customer_id');

const oneIn = (em: EntityManager, uuid: string) =>
  reviewsIn(em.getKysely<Tables>() as Kysely<Tables>).where('reviews.uuid', '=', uuid);

function ordered(reviews: Reviews, ordering: ReviewQuery['ordering'] = 'newest'): Reviews {
  if (ordering === 'newest') return reviews.orderBy('reviews.id', 'desc');
  const column = ordering === 'helpful' ? 'reviews.helpful_count' : 'reviews.rating';
  const direction = ordering === 'rating' ? 'asc' : 'desc';
  return reviews.orderBy(column, direction).orderBy('reviews.id', direction);
}

/**
 * At the time of reading, so that a later delivery counts, too. What was sent back had been delivered. The offset keeps
 * PostgreSQL from hashing everything that was ever delivered, which it would where it expects many rows.
 */
const isVerified = sql<boolean>`exists (
  select from order_lines
    join orders on orders.id = order_lines.order_id
    join shipment_lines on shipment_lines.order_line_id = order_lines.id
    join shipments on shipments.id = shipment_lines.shipment_id
  where order_lines.product_id = reviews.product_id and orders.customer_id = reviews.customer_id
    and shipments.delivered_at is not null
  offset 0
)`;

const columns = () =>
  [
    'reviews.uuid as review_uuid',
    'reviews.rating',
    'reviews.title',
    'reviews.text',
    authorName.as('author'),
    isVerified.as('verified_purchase'),
    'reviews.helpful_count as helpful',
    iso('reviews.created_at').as('date_created'),
    iso<string | null>('reviews.edited_at').as('date_edited'),
    answerOf.as('answer'),
  ] as const;

const ownColumns = () =>
  [
    ...columns(),
    'reviews.status',
    sql<CatalogRef>`json_build_object('uuid', products.uuid, 'slug', products.slug, 'name', products.name)`.as(
      'product',
    ),
  ] as const;

const adminColumns = () =>
  [
    ...ownColumns(),
    sql<ReviewCustomer | null>`case when customers.id is not null
      then json_build_object('uuid', customers.uuid, 'username', customers.username) end`.as('customer'),
  ] as const;
