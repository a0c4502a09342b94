import { Migration } from '@mikro-orm/migrations';

const hidden = `
  with recursive hidden as (
    select id from categories where not active
    union select child.id from hidden join categories child on child.parent_id = hidden.id
  ) select id from hidden`;

const rewriteKeywords = (shown: string): string => `
  update products set keywords = concat_ws(' ',
    (select brands.name from brands where brands.id = brand_id),
    (select string_agg(categories.name, ' ' order by categories.name collate shop.names, categories.id)
     from product_categories join categories on categories.id = category_id where product_id = products.id and ${shown}))
  where id in (select product_id from product_categories where category_id in (${hidden}))
`;

/** Products are not found by the names of categories that customers do not see. */
export class HiddenCategories extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(rewriteKeywords(`categories.id <> all(array(${hidden}))`));
  }

  override down(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(rewriteKeywords('true'));
  }
}
