import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type { PostalAddress } from '../customer/address.entity.js';
import type { Registration } from '../customer/customer.entity.js';
import type { ReviewStatus } from '../engagement/review/review-status.js';
import type { PaymentMethod } from '../order/order.entity.js';
import type { OrderStatus } from '../order/order-status.js';
import type { ShippingKind } from '../shipping/shipping-method.entity.js';

interface Dated {
  created_days_ago: number;
}

export interface DemoCategory {
  slug: string;
  name: string;
  parent: string | null;
}

export interface DemoProduct extends Dated {
  uuid?: string;
  slug: string;
  name: string;
  description: string;
  brand: string;
  category: string;
  price: number;
  old_price?: number;
  tax_rate: number;
  stock: number;
  published?: boolean;
  picture: string;
}

export interface DemoAccounts {
  password: string;
  accounts: (Registration & Dated & { role: string })[];
  guests: { guest_token: string }[];
  addresses: (PostalAddress & Dated & { username: string; is_default: boolean })[];
}

export interface DemoCheckout {
  shipping_methods: {
    uuid?: string;
    name: string;
    price: number;
    free_from?: number;
    countries: string[];
    kind: ShippingKind;
    is_default?: boolean;
  }[];
  coupons: { code: string; percent?: number; amount?: number; min_sum?: number; max_uses_per_customer?: number }[];
}

export interface DemoOrder extends Dated {
  username: string;
  payment: PaymentMethod;
  statuses: OrderStatus[];
  /** Units by the slug of the product. */
  lines: Record<string, number>;
}

export interface DemoTicketStep {
  after_hours: number;
  verb: 'open' | 'reply' | 'answer' | 'note' | 'assign' | 'solve' | 'close';
  text?: string;
}

export interface DemoTicket extends Dated {
  /** Either of these two. */
  username?: string;
  visitor?: { name: string; email: string };
  /** Its position in `orders.json`, from 1. */
  order?: number;
  /** Its slug. */
  product?: string;
  subject: string;
  steps: [DemoTicketStep, ...DemoTicketStep[]];
}

interface DemoRating extends Dated {
  username: string;
  rating: number;
  answer?: string;
}

export interface DemoReviews {
  reviews: (DemoRating & {
    /** Its slug. */
    product: string;
    title?: string;
    text?: string;
    status?: ReviewStatus;
    /** How many customers found it so. */
    helpful?: number;
  })[];
  store_ratings: (DemoRating & { comment?: string })[];
}

export interface DemoInterests {
  /** Slugs of products, the latest wish first. */
  wishlists: { username: string; products: string[] }[];
  /** `product` is a slug. */
  views: (Dated & { username: string; product: string })[];
}

/** In the package's own folder, wherever this file was compiled to. */
const folder = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'demo');

const rowsOf = <Rows>(file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Rows;

/** Reads into `buffer`, since a buffer for each of 459 files leaves the process 5 MiB larger for good. */
function readInto(buffer: Buffer, file: string): Buffer {
  const descriptor = openSync(join(folder, file), 'r');
  try {
    const length = readSync(descriptor, buffer);
    if (length === buffer.length) throw new Error(`demo/${file} must be smaller than ${length} bytes`);
    return buffer.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** What `demo/` holds; its README describes the files. */
export const demoData = {
  brands: () => rowsOf<{ slug: string; name: string }[]>('brands.json'),
  categories: () => rowsOf<DemoCategory[]>('categories.json'),
  products: () => rowsOf<DemoProduct[]>('products.json'),
  checkout: () => rowsOf<DemoCheckout>('checkout.json'),
  accounts: () => rowsOf<DemoAccounts>('accounts.json'),
  orders: () => rowsOf<DemoOrder[]>('orders.json'),
  tickets: () => rowsOf<{ tickets: DemoTicket[]; canned_answers: { title: string; text: string }[] }>('tickets.json'),
  reviews: () => rowsOf<DemoReviews>('reviews.json'),
  interests: () => rowsOf<DemoInterests>('interests.json'),
  picture: (buffer: Buffer, name: string, width: number) => readInto(buffer, `pictures/${name}-${width}.webp`),
};

export const daysAgo = (days: number): Date => new Date(Date.now() - days * 24 * 60 * 60_000);
