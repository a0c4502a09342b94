import { defineEntity, OptionalProps, p, PrimaryKeyProp, raw, ref } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { defaultTaxRate } from '../config/tax.js';
import { decimal, decimalOrNull } from '../common/money/money.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import type { TaxReason } from '../common/money/tax-exemption.js';
import { assertAvailable } from '../stock/availability.js';
import { folded } from '../database/folded.js';
import { Brand } from './brand.entity.js';
import { Category } from './category.entity.js';

/** Of the statement, not of its transaction: an edit that waited for another one's lock is the later one. */
const now = (): Date => raw<Date>('clock_timestamp()');

const ProductSchema = defineEntity({
  name: 'Product',
  tableName: 'products',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    slug: p.string().unique().length(200),
    name: p.string().length(200),
    description: p.text().default(''),
    brand: () => p.manyToOne(Brand).ref().nullable().index().deleteRule('restrict'),
    categories: () => p.manyToMany(Category).pivotEntity(() => ProductCategory),
    /** Minor units, tax included. */
    price: p.bigint('number'),
    old_price: p.bigint('number').nullable(),
    /** Basis points: 1900 is 19 %. */
    tax_rate: p
      .integer()
      .default(1900)
      .onCreate(() => defaultTaxRate()),
    /** Why the rate is 0, where it is for a reason. */
    tax_exemption: p.json<TaxReason | null>().nullable(),
    /** Not goods: where a business of another member state buys it, that business owes its tax. */
    is_service: p.boolean().default(false),
    /** Units in the house. */
    on_hand: p.integer().default(0),
    /** Units of orders that are not shipped yet; more than are on hand if a count found fewer. */
    allocated: p.integer().default(0),
    /** Units available. */
    stock: p.integer().generated('(greatest(on_hand - allocated, 0)) stored'),
    published: p.boolean().default(true),
    /** Names of the brand and the categories, so that one index finds a product by any of its words. */
    keywords: p.text().default(''),
    /** Their words and its own, by weight. */
    search: p
      .text()
      .columnType('tsvector')
      .generated('(shop.document(name, keywords, description)) stored')
      .lazy()
      .hidden(),
    /** Over the published reviews. */
    rating_sum: p.integer().default(0),
    rating_count: p.integer().default(0),
    /** The Bayesian mean: as if each product had ten reviews more, of 3.5 each. One review of 5 is not yet better than fifty of 4.8. */
    rating_rank: p
      .double()
      .generated('((rating_sum + 35)::double precision / (rating_count + 10)) stored')
      .lazy()
      .hidden(),
    created_at: p.datetime().onCreate(now),
    /** When staff or an import last edited it. Stock, ratings, pictures and new names of its brand and categories do not count. */
    updated_at: p.datetime().onCreate(now).onUpdate(now),
  },
  checks: [
    { name: 'products_stock_not_negative', expression: 'on_hand >= 0 and allocated >= 0' },
    { name: 'products_price_not_negative', expression: 'price >= 0 and (old_price is null or old_price >= 0)' },
    { name: 'products_tax_rate_a_share', expression: 'tax_rate >= 0 and tax_rate <= 10000' },
    {
      name: 'products_rating_of_count',
      expression: 'rating_sum >= rating_count and rating_sum <= 5 * rating_count',
    },
  ],
  triggers: [
    {
      name: 'learn_words',
      timing: 'after',
      events: ['insert', 'update'],
      expression:
        'create trigger learn_words after insert or update of name, keywords on products for each row execute function shop.learn_words()',
    },
    {
      name: 'keep_former_slug',
      timing: 'after',
      events: ['update'],
      expression:
        'create trigger keep_former_slug after update of slug on products for each row when (old.slug is distinct from new.slug) execute function shop.keep_former_slug()',
    },
  ],
  indexes: [
    { name: 'products_search', expression: 'create index products_search on products using gin (search)' },
    // For staff, who see all products.
    {
      name: 'products_all_by_name',
      expression: 'create index products_all_by_name on products (name collate shop.names, id)',
    },
    {
      name: 'products_all_by_created',
      expression: 'create index products_all_by_created on products (created_at, id)',
    },
    { name: 'products_all_by_price', expression: 'create index products_all_by_price on products (price, id)' },
    { name: 'products_all_by_rating', expression: 'create index products_all_by_rating on products (rating_rank, id)' },
    {
      name: 'products_unpublished',
      expression: 'create index products_unpublished on products (name collate shop.names, id) where not published',
    },
    {
      name: 'products_by_name',
      expression: 'create index products_by_name on products (name collate shop.names, id) where published',
    },
    // For suggestions: names that begin with what is typed.
    {
      name: 'products_by_beginning',
      expression: `create index products_by_beginning on products ((${folded('name')}) text_pattern_ops, id) where published`,
    },
    // For a part of the name.
    {
      name: 'products_by_letters',
      expression:
        'create index products_by_letters on products using gin (shop.letters(name) gin_trgm_ops) where published',
    },
    { name: 'products_by_price', expression: 'create index products_by_price on products (price, id) where published' },
    {
      name: 'products_by_created',
      expression: 'create index products_by_created on products (created_at, id) where published',
    },
    {
      name: 'products_by_rating',
      expression: 'create index products_by_rating on products (rating_rank, id) where published',
    },
  ],
});

/** What staff may change of a product. Its stock moves by statements that are safe under concurrent orders. */
export interface ProductUpdate {
  name?: string;
  slug?: string;
  description?: string;
  brand?: Brand | null;
  categories?: Category[];
  price?: number;
  old_price?: number | null;
  tax_rate?: number;
  tax_exemption?: TaxReason | null;
  is_service?: boolean;
  published?: boolean;
}

export class Product extends ProductSchema.class {
  [OptionalProps]?: 'search' | 'rating_rank' | 'stock';

  /** Fields left undefined stay as they are. @throws ValidationFailed for an exemption from a tax that is charged, an old price that is no higher */
  update({ brand, categories, ...fields }: ProductUpdate): void {
    const { price, old_price = null } = this;
    if (brand !== undefined) this.brand = brand && ref(brand);
    if (categories !== undefined) this.categories.set(categories);
    Object.assign(this, Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
    if (this.tax_exemption && this.tax_rate > 0)
      throw new ValidationFailed([{ field: 'tax_exemption', errors: ['tax_exemption needs a tax_rate of 0'] }]);
    const isPriced = this.price !== price || (this.old_price ?? null) !== old_price;
    if (isPriced && this.old_price != null && this.old_price <= this.price)
      throw new ValidationFailed([{ field: 'old_price', errors: ['old_price must be above the price, or null'] }]);
    // Set here, because a change of the categories alone does not update the row.
    this.updated_at = now();
  }

  /** For the audit trail. Brand and categories must be loaded. */
  snapshot() {
    const { name, slug, description, tax_rate, tax_exemption = null, is_service, published } = this;
    return {
      name,
      slug,
      description,
      brand: this.brand?.unwrap().slug ?? null,
      categories: this.categories.map((category) => category.slug).toSorted(),
      price: decimal(this.price),
      old_price: decimalOrNull(this.old_price ?? null),
      tax_rate,
      tax_exemption,
      is_service,
      published,
    };
  }

  /** @throws ProductNotAvailable, NotEnoughStock */
  assertAvailable(quantity: number): void {
    assertAvailable(this, quantity);
  }
}

const ProductCategorySchema = defineEntity({
  name: 'ProductCategory',
  tableName: 'product_categories',
  properties: {
    product: () => p.manyToOne(Product).ref().primary().deleteRule('cascade'),
    category: () => p.manyToOne(Category).ref().primary().deleteRule('restrict'),
  },
  indexes: [{ name: 'product_categories_of_category', properties: ['category', 'product'] }],
});

export class ProductCategory extends ProductCategorySchema.class {
  [PrimaryKeyProp]?: ['product', 'category'];
}

ProductSchema.setClass(Product);
ProductCategorySchema.setClass(ProductCategory);
export { ProductCategorySchema, ProductSchema };
