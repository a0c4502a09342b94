import { shopCurrency } from '../config/currency.js';
import { ownSpellings } from './own-columns.js';

export const columns = [
  'slug',
  'name',
  'description',
  'brand',
  'categories',
  'price',
  'old_price',
  'tax_rate',
  'stock',
  'stock_as_of',
  'published',
] as const;
export type Column = (typeof columns)[number];

/** What else the exports of other shops tell, and decides about the columns. */
export type Field =
  | Column
  | 'sale_price'
  | 'status'
  | 'type'
  | 'id'
  | 'sku'
  | 'parent'
  | 'group'
  | 'option1'
  | 'option2'
  | 'option3'
  | 'available'
  | 'store_view';

export const presetNames = ['magazin', 'shopify', 'woocommerce', 'magento', 'prestashop', 'medusa', 'google'] as const;
export type PresetName = (typeof presetNames)[number];

export interface Preset {
  /** Keys of columns; a file with all of one line is of this shop. */
  marks: string[][];
  /** Spellings, the preferred first: an empty cell of it is filled from the next. */
  fields: Partial<Record<Field, string[]>>;
}

/** A name of a column without what people write differently: case, spaces, underscores, stars, brackets. */
export const keyOf = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');

export const presets: Record<PresetName, Preset> = {
  magazin: { marks: [], fields: ownSpellings },
  medusa: {
    marks: [
      ['producthandle', 'producttitle'],
      ['producthandle', 'variantid'],
    ],
    fields: {
      slug: ['Product Handle'],
      name: ['Product Title'],
      description: ['Product Description'],
      brand: ['Product Brand'],
      categories: ['Product Category 1', 'Product Category 1 Name', 'Product Collection Title', 'Product Type'],
      stock: ['Variant Inventory Quantity'],
      status: ['Product Status'],
      sku: ['Variant SKU', 'Variant Sku'],
      option1: ['Variant Option 1 Value', 'Option 1 Value'],
      option2: ['Variant Option 2 Value', 'Option 2 Value'],
      option3: ['Variant Option 3 Value', 'Option 3 Value'],
    },
  },
  shopify: {
    marks: [
      ['handle', 'variantprice'],
      ['handle', 'bodyhtml'],
      ['handle', 'variantsku'],
      ['handle', 'option1value'],
      ['urlhandle', 'title', 'price'],
      ['urlhandle', 'option1value'],
    ],
    fields: {
      slug: ['Handle', 'URL handle'],
      name: ['Title'],
      description: ['Body (HTML)', 'Body HTML', 'Description'],
      brand: ['Vendor'],
      categories: ['Type', 'Custom Product Type', 'Product Category', 'Standard Product Type'],
      price: ['Variant Price', 'Price'],
      old_price: ['Variant Compare At Price', 'Compare-at price'],
      stock: ['Variant Inventory Qty', 'Inventory quantity'],
      published: ['Published', 'Published on online store'],
      status: ['Status'],
      sku: ['Variant SKU', 'SKU'],
      option1: ['Option1 Value'],
      option2: ['Option2 Value'],
      option3: ['Option3 Value'],
    },
  },
  magento: {
    marks: [
      ['sku', 'urlkey'],
      ['sku', 'productonline'],
      ['sku', 'attributesetcode'],
      ['sku', 'specialprice'],
      ['sku', 'baseimage'],
      ['sku', 'storeviewcode'],
    ],
    fields: {
      slug: ['url_key'],
      name: ['name'],
      description: ['description', 'short_description'],
      brand: ['manufacturer', 'brand'],
      categories: ['categories'],
      price: ['price'],
      sale_price: ['special_price'],
      stock: ['qty'],
      published: ['product_online', 'status'],
      sku: ['sku'],
      type: ['product_type'],
      available: ['is_in_stock'],
      store_view: ['store_view_code'],
    },
  },
  woocommerce: {
    marks: [
      ['name', 'regularprice'],
      ['sku', 'regularprice'],
      ['id', 'regularprice'],
    ],
    fields: {
      slug: ['Slug'],
      name: ['Name'],
      description: ['Description', 'Short description'],
      brand: ['Brands', 'Brand'],
      categories: ['Categories'],
      price: ['Regular price'],
      sale_price: ['Sale price'],
      stock: ['Stock'],
      published: ['Published'],
      id: ['ID'],
      sku: ['SKU'],
      type: ['Type'],
      parent: ['Parent'],
      available: ['In stock?'],
    },
  },
  prestashop: {
    marks: [
      ['productid', 'active01'],
      ['productid', 'pricetaxincluded'],
      ['productid', 'pricetaxexcluded'],
      ['productid', 'categoriesxyz'],
      ['active01', 'categoriesxyz'],
    ],
    fields: {
      slug: ['URL rewritten'],
      name: ['Name *', 'Name'],
      description: ['Description', 'Summary'],
      brand: ['Manufacturer', 'Brand'],
      categories: ['Categories (x,y,z...)', 'Categories'],
      price: ['Price tax included', 'Price (tax incl.)'],
      stock: ['Quantity'],
      published: ['Active (0/1)', 'Active'],
      sku: ['Reference #', 'Reference'],
    },
  },
  google: {
    marks: [
      ['id', 'title', 'availability'],
      ['id', 'title', 'imagelink'],
      ['id', 'title', 'link', 'price'],
    ],
    fields: {
      name: ['title'],
      description: ['description'],
      brand: ['brand'],
      categories: ['product_type', 'google_product_category'],
      price: ['price'],
      sale_price: ['sale_price'],
      stock: ['quantity', 'sell_on_google_quantity'],
      id: ['id'],
      group: ['item_group_id'],
      available: ['availability'],
      option1: ['color'],
      option2: ['size'],
      option3: ['material'],
    },
  },
};

/** Prices stand in a column for each currency. */
const medusaPrices = (): string[] => [`Variant Price ${shopCurrency()}`, `Price ${shopCurrency()}`];

export const fieldsOf = (name: PresetName): Preset['fields'] =>
  name === 'medusa' ? { ...presets.medusa.fields, price: medusaPrices() } : presets[name].fields;

const known = new Set(Object.values(presets).flatMap(({ fields }) => Object.values(fields).flat().map(keyOf)));

/** Whether some shop has a column of this name. */
export const isKnownColumn = (name: string): boolean => known.has(keyOf(name));

/** Columns whose prices are without tax; those of this shop are with it. */
export const netPrices = new Set(
  ['Price tax excluded', 'Price (tax excl.)', 'Price excl tax', 'Net price', 'Nettopreis', 'Cena netto', 'Prix HT'].map(
    keyOf,
  ),
);
