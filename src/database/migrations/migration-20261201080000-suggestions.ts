import { Migration } from '@mikro-orm/migrations';

export class Suggestions extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(`
      create table "search_visitors" ("term" varchar(100) not null, "visitor" varchar(22) not null, "day" date not null, primary key ("term", "visitor"));
      create index "search_visitors_of_day" on "search_visitors" ("day");
      create table "popular_searches" ("term" varchar(100) not null, "searches" int not null, primary key ("term"));
      create index popular_searches_search on popular_searches using gin ((shop.fold(term)) gin_trgm_ops);
      create index brands_search on brands using gin ((shop.fold(name)) gin_trgm_ops);
      create index categories_search on categories using gin ((shop.fold(name)) gin_trgm_ops);
      create index products_by_beginning on products ((shop.fold(name)) text_pattern_ops, id) where published;
    `);
  }

  override down(): void {
    this.addSql(`
      drop index products_by_beginning, categories_search, brands_search;
      drop table popular_searches; drop table search_visitors;
    `);
  }
}
