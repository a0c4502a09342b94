import { shopCurrency } from '../config/currency.js';
import { morePresets } from './more-presets.js';
import { ownSpellings } from './own-columns.js';
import { etsy, prestashop, woocommerce } from './translated-presets.js';

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
  'edited_as_of',
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
  /** Whether the other shop counts the units. */
  | 'tracked'
  /** Whether its catalog lists the product. */
  | 'visibility'
  /** The skus of its variants: `sku=WS12-S,size=S|sku=WS12-M,size=M`. */
  | 'children'
  | 'archived'
  | 'on_sale'
  | 'surcharge'
  /** Days between which the sale price counts, both with it. */
  | 'sale_from'
  | 'sale_until'
  /** Both in one cell, with a slash between. */
  | 'sale_days'
  | 'currency'
  /** A tax rate in percent. */
  | 'percent'
  /** A tax rate as a part of 1. */
  | 'tax_fraction'
  /** Of which one can be the brand: `material=Nylon,manufacturer=Joust`. */
  | 'attributes'
  | 'store_view'
  | 'gift_card'
  | 'discount'
  | 'discount_percent'
  /** Options that a line lists without a line for each. */
  | 'choices'
  /** Where the units of the line are. */
  | 'location';

export interface Preset {
  /** Keys of columns; a file with all of one line is of this shop. */
  marks: string[][];
  /** Spellings, the preferred first: an empty cell of it is filled from the next. `Inventory *` is any column that begins so, `* (quantity)` one that ends so; numbers of units are added up. */
  fields: Partial<Record<Field, string[]>>;
  /** Whether the lines of a product and its variants stand together. */
  hasVariants?: boolean;
  paths?: Paths;
}

/** What stands between categories, where there can be several, and between one and the one below it, where it is not `>`. Without it, `|`, `;` or `,` and `>`. */
export interface Paths {
  between?: string;
  below?: string;
  /** Whether every path begins with a root. */
  hasRoot?: boolean;
}

/** A name of a column without what people write differently: case, spaces, underscores, stars, brackets, the `g:` of Google's feeds. */
export const keyOf = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^g:/, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');

const list = (spellings: string): string[] => spellings.split('; ');

const mainPresets = {
  magazin: { marks: [], fields: ownSpellings },
  medusa: {
    hasVariants: true,
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
      tracked: ['Variant Manage Inventory'],
      status: ['Product Status'],
      sku: ['Variant SKU', 'Variant Sku'],
      option1: ['Variant Option 1 Value', 'Option 1 Value'],
      option2: ['Variant Option 2 Value', 'Option 2 Value'],
      option3: ['Variant Option 3 Value', 'Option 3 Value'],
    },
    paths: {},
  },
  shopify: {
    hasVariants: true,
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
      stock: ['Variant Inventory Qty', 'Inventory quantity', 'On hand (new)', 'On hand (current)', 'On hand'],
      tracked: ['Variant Inventory Tracker', 'Inventory tracker'],
      location: ['Location'],
      gift_card: ['Gift Card'],
      published: ['Published', 'Published on online store'],
      status: ['Status'],
      sku: ['Variant SKU', 'SKU'],
      option1: ['Option1 Value'],
      option2: ['Option2 Value'],
      option3: ['Option3 Value'],
    },
    paths: {},
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
      sale_from: ['special_price_from_date'],
      sale_until: ['special_price_to_date'],
      stock: ['qty'],
      published: ['product_online', 'status'],
      visibility: ['visibility'],
      children: ['configurable_variations', 'bundle_values', 'associated_skus'],
      sku: ['sku'],
      type: ['product_type'],
      available: ['is_in_stock'],
      tracked: ['manage_stock'],
      store_view: ['store_view_code'],
      attributes: ['additional_attributes'],
    },
    paths: { between: ',', below: '/', hasRoot: true },
  },
  woocommerce,
  prestashop,
  etsy,
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
      sale_days: ['sale_price_effective_date'],
      stock: ['quantity', 'sell_on_google_quantity', 'quantity_to_sell_on_facebook'],
      id: ['id'],
      group: ['item_group_id'],
      available: ['availability'],
      option1: ['color'],
      option2: ['size'],
      option3: ['material'],
    },
    paths: {},
  },
} satisfies Record<string, Preset>;

export const presets: Record<PresetName, Preset> = { ...mainPresets, ...morePresets };
export type PresetName = keyof typeof mainPresets | keyof typeof morePresets;
export const presetNames = [...Object.keys(mainPresets), ...Object.keys(morePresets)] as PresetName[];

/** Prices stand in a column for each currency. */
const medusaPrices = (): string[] => [`Variant Price ${shopCurrency()}`, `Price ${shopCurrency()}`];

export const fieldsOf = (name: PresetName): Preset['fields'] =>
  name === 'medusa' ? { ...presets.medusa.fields, price: medusaPrices() } : presets[name].fields;

const known = new Set(
  Object.values(presets).flatMap(({ fields }) =>
    Object.values(fields as Preset['fields'])
      .flat()
      .map(keyOf),
  ),
);

/** Whether some shop has a column of this name. */
export const isKnownColumn = (name: string): boolean => known.has(keyOf(name));

/** The shop that a file comes from, by the keys of its columns. */
export function presetOf(keys: string[]): PresetName {
  if (keys.includes('slug') && keys.every((key) => columns.some((column) => keyOf(column) === key))) return 'magazin';
  const found = presetNames
    .map((name) => ({ name, marks: presets[name].marks.filter((marks) => marks.every((mark) => keys.includes(mark))) }))
    .toSorted((a, b) => b.marks.flat().length - a.marks.flat().length)[0];
  const isOwn = keys.includes('slug') && !(found && hasSlug.has(found.name));
  return found && found.marks.length > 0 && !isOwn ? found.name : 'magazin';
}

/** The others call it by another name. */
const hasSlug = new Set<PresetName>(['vendure', 'spree', 'saleor']);

/** Columns whose prices are without tax; those of this shop are with it. */
export const netPrices = new Set(
  list(
    'Price tax excluded; Price (tax excl.); Price excl tax; Net price; Nettopreis; Netto-VK; Preis (zzgl. MwSt.); Preis zzgl. MwSt.; Cena netto; Cena bez podatku. (netto); Prix HT; Prix hors taxe; Prix hors taxes; Precio sin IVA; Precio impuestos excluidos; Prezzo (Tasse Escluse); Prezzo tasse escluse',
  ).map(keyOf),
);

/** Columns of numbers that this shop does not keep, in files that people made. */
export const articleNumbers = new Set(
  list(
    'id; product id; sku; article number; item number; reference; internal reference; ean; gtin; upc; isbn; barcode; mpn; artikelnummer; han; interner schlüssel; artikel-nr; art.-nr.; bestellnummer; indeks; kod produktu; kod kreskowy; référence; referencia; interne referenz; référence interne; referencia interna; código de barras; code-barres',
  ).map(keyOf),
);
