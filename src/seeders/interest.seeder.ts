import type { EntityManager } from '@mikro-orm/postgresql';
import { Seeder } from '@mikro-orm/seeder';
import { sql } from 'kysely';
import { daysAgo, demoData } from './demo-data.js';

/** Wishlists and viewed products: what a home page is made of beside purchases. */
export class InterestSeeder extends Seeder {
  override async run(em: EntityManager): Promise<void> {
    const { wishlists, views } = demoData.interests();
    const db = em.getKysely();
    for (const { username, products } of wishlists) {
      await sql`insert into wishlists (customer_id) select id from customers where username = ${username}`.execute(db);
      await sql`
        insert into wishlist_items (wishlist_id, product_id, price_seen, created_at)
        select wishlists.id, products.id, products.price, now() - wished.place * interval '1 day'
        from unnest(${products}::text[]) with ordinality as wished(slug, place) join products using (slug),
          wishlists join customers on customers.id = customer_id
        where username = ${username} order by place desc
      `.execute(db);
    }
    for (const { username, product, created_days_ago } of views)
      await sql`
        insert into product_views (customer_id, product_id, viewed_at, views)
        select customers.id, products.id, ${daysAgo(created_days_ago)}, 1 from customers, products
        where username = ${username} and slug = ${product}
      `.execute(db);
  }
}
