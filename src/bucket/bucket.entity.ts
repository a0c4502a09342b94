import { defineEntity, p, ref } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Product } from '../catalog/product.entity.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Customer } from '../customer/customer.entity.js';
import { BucketFull, NoSuchBucketLine, ProductAlreadyInBucket } from './bucket.errors.js';

const BucketSchema = defineEntity({
  name: 'Bucket',
  tableName: 'buckets',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    /** The coupon its order is to have, as the customer wrote it. */
    coupon_code: p.string().nullable().length(40),
    customer: () => p.oneToOne(Customer).ref().owner().deleteRule('cascade'),
    lines: () => p.oneToMany(BucketLine).mappedBy('bucket').orphanRemoval(),
  },
});

/** How contracts name a row. */
export type Key = { id: number } | { uuid: string };

export const mostLines = 100;
export const mostOfOneProduct = 999;

/** What somebody means to buy: at most one line a product, prices still the catalogue's. */
export class Bucket extends BucketSchema.class {
  /** The first line of a product. @throws ProductAlreadyInBucket, BucketFull, ProductNotAvailable, NotEnoughStock */
  add(product: Product, quantity: number): void {
    if (this.lineOf(product)) throw new ProductAlreadyInBucket();
    this.lines.add(this.newLine(product, quantity));
  }

  /** So many more than there are. Answers how many there are then. @throws BucketFull, NotEnoughStock */
  addMore(product: Product, quantity: number): number {
    const together = (this.lineOf(product)?.quantity ?? 0) + quantity;
    this.put(product, together);
    return together;
  }

  /** Exactly so many, whatever there was; 0 removes. @throws BucketFull, NotEnoughStock */
  put(product: Product, quantity: number): void {
    const line = this.lineOf(product);
    if (line) this.change(line, quantity);
    else if (quantity > 0) this.lines.add(this.newLine(product, quantity));
  }

  /** 0 removes. @throws NoSuchBucketLine, NotEnoughStock */
  setQuantity(key: Key, quantity: number): void {
    this.change(this.line(key), quantity);
  }

  /** Quantities of the same product add up, as far as there is stock; what does not fit stays behind and goes. */
  takeOver(guests: Bucket): void {
    for (const { product, quantity } of guests.lines.getItems()) {
      const mine = this.lineOf(product.unwrap());
      const wanted = Math.min((mine?.quantity ?? 0) + quantity, mostOfOneProduct, product.unwrap().stock);
      if (mine) mine.quantity = Math.max(mine.quantity, wanted);
      else if (wanted > 0 && product.unwrap().published && this.lines.length < mostLines)
        this.put(product.unwrap(), wanted);
    }
    guests.lines.removeAll();
  }

  private newLine(product: Product, quantity: number): BucketLine {
    // Bounded, so that placing an order stays one short transaction.
    if (this.lines.length >= mostLines) throw new BucketFull({ most: mostLines });
    const line = new BucketLine();
    line.product = ref(product);
    line.setQuantity(quantity);
    return line;
  }

  private change(line: BucketLine, quantity: number): void {
    if (quantity === 0) this.lines.remove(line);
    else line.setQuantity(quantity);
  }

  private line(key: Key): BucketLine {
    const line = this.lines.getItems().find(({ id, uuid }) => ('id' in key ? id === key.id : uuid === key.uuid));
    if (!line) throw new NoSuchBucketLine();
    return line;
  }

  private lineOf(product: Product): BucketLine | undefined {
    return this.lines.getItems().find((line) => line.product.id === product.id);
  }
}

const BucketLineSchema = defineEntity({
  name: 'BucketLine',
  tableName: 'bucket_lines',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    bucket: () => p.manyToOne(Bucket).ref().deleteRule('cascade'),
    product: () => p.manyToOne(Product).ref().index().deleteRule('cascade'),
    quantity: p.integer(),
    /** Unit price in minor units when the customer last chose the quantity: tells whether it has changed since. */
    price_seen: p.integer(),
    created_at: p.datetime().onCreate(() => new Date()),
    updated_at: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
  uniques: [{ name: 'bucket_lines_one_a_product', properties: ['bucket', 'product'] }],
  checks: [{ name: 'bucket_lines_quantity', expression: `quantity >= 1 and quantity <= ${mostOfOneProduct}` }],
});

export class BucketLine extends BucketLineSchema.class {
  /** @throws ValidationFailed, ProductNotAvailable, NotEnoughStock */
  setQuantity(quantity: number): void {
    // One call cannot ask for more, but several can add up to it.
    if (quantity > mostOfOneProduct)
      throw new ValidationFailed([
        { field: 'quantity', errors: [`quantity must not be greater than ${mostOfOneProduct}`] },
      ]);
    const product = this.product.unwrap();
    product.assertAvailable(quantity);
    this.quantity = quantity;
    this.price_seen = product.price;
  }
}

BucketSchema.setClass(Bucket);
BucketLineSchema.setClass(BucketLine);
export { BucketLineSchema, BucketSchema };
