import type { EntityManager } from '@mikro-orm/postgresql';
import { Seeder } from '@mikro-orm/seeder';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { Product } from '../catalog/product.entity.js';
import { Customer } from '../customer/customer.entity.js';
import { Review, ReviewVote } from '../engagement/review/review.entity.js';
import { StoreRating } from '../engagement/store-rating/store-rating.entity.js';
import { Order } from '../order/order.entity.js';
import { daysAgo, demoData } from './demo-data.js';

/** Reviews of products with their votes, and ratings of the shop for the orders that were delivered. */
export class ReviewSeeder extends Seeder {
  override async run(em: EntityManager): Promise<void> {
    const { reviews, store_ratings } = demoData.reviews();
    const customers = await em.find(Customer, { role: 'customer', username: { $ne: null } }, { orderBy: { id: 1 } });
    const products = await em.find(Product, { slug: { $in: reviews.map(({ product }) => product) } });
    const byUsername = new Map(customers.map((customer) => [customer.username, customer.id]));
    const bySlug = new Map(products.map(({ slug, id }) => [slug, id]));
    await em.insertMany(
      Review,
      reviews.map(({ username, product, rating, title = '', text = '', status = 'published', helpful, ...row }) => ({
        uuid: v7(),
        product: bySlug.get(product) as number,
        customer: byUsername.get(username) as number,
        status,
        rating,
        title,
        text,
        helpful_count: helpful ?? 0,
        ...dated(row),
      })),
    );
    await addVotes(em, customers);
    await rateProducts(em);
    await rateShop(em, store_ratings);
  }
}

/** The shop answers a day later. */
const dated = ({ created_days_ago, answer = null }: { created_days_ago: number; answer?: string | null }) => ({
  created_at: daysAgo(created_days_ago),
  answer,
  answered_at: answer === null ? null : daysAgo(created_days_ago - 1),
});

/** As many votes as each review counts, by customers other than its author. */
async function addVotes(em: EntityManager, customers: Customer[]): Promise<void> {
  const reviews = await em.find(Review, { helpful_count: { $gt: 0 } });
  const votes = reviews.flatMap(({ id, customer, helpful_count }) =>
    customers
      .filter((voter) => voter.id !== customer?.id)
      .slice(0, helpful_count)
      .map((voter) => ({ review: id, customer: voter.id })),
  );
  await em.insertMany(ReviewVote, votes);
}

async function rateProducts(em: EntityManager): Promise<void> {
  await sql`
    update products set rating_count = rated.count, rating_sum = rated.sum
    from (select product_id, count(*), sum(rating) from reviews where status = 'published' group by product_id) rated
    where products.id = rated.product_id
  `.execute(em.getKysely());
}

type DemoStoreRatings = ReturnType<typeof demoData.reviews>['store_ratings'];

/** Each for the earliest delivered order of its customer that is not rated yet. */
async function rateShop(em: EntityManager, ratings: DemoStoreRatings): Promise<void> {
  const orders = await em.find(Order, { status: 'delivered' }, { orderBy: { id: 1 }, populate: ['customer'] });
  await em.insertMany(
    StoreRating,
    ratings.map(({ username, rating, comment = '', ...row }) => {
      const at = orders.findIndex(({ customer }) => customer.$.username === username);
      const [order] = orders.splice(at, 1);
      if (at < 0 || !order) throw new Error(`demo/reviews.json rates more orders of ${username} than were delivered`);
      return { uuid: v7(), order: order.id, rating, comment, ...dated(row) };
    }),
  );
}
