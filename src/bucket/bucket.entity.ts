import { defineEntity, p, ref } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Product } from '../catalog/product.entity.js';
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
    customer: () => p.oneToOne(Customer).ref().owner().deleteRule('cascade'),
    lines: () => p.oneToMany(BucketLine).mappedBy('bucket').orphanRemoval(),
  },
});

export const mostLines = 100;
export const mostOfOneProduct = 999;

/** What somebody means to buy: at most one line a product, prices still the catalogue's. */
export class Bucket extends BucketSchema.class {
  /** @throws ProductAlreadyInBucket, BucketFull, NotEnoughStock */
  add(product: Product, quantity: number): void {
    if (this.lineOf(product)) throw new ProductAlreadyInBucket();
    // Bounded, so that placing an order stays one short transaction.
    if (this.lines.length >= mostLines) throw new BucketFull({ most: mostLines });
    const line = new BucketLine();
    line.product = ref(product);
    line.setQuantity(quantity);
    this.lines.add(line);
  }

  /** 0 removes. @throws NoSuchBucketLine, NotEnoughStock */
  setQuantity(lineUuid: string, quantity: number): void {
    const line = this.line(lineUuid);
    if (quantity === 0) this.lines.remove(line);
    else line.setQuantity(quantity);
  }

  /** Quantities of the same product add up, as far as there is stock; what does not fit stays behind and goes. */
  takeOver(guests: Bucket): void {
    for (const { product, quantity } of guests.lines.getItems()) {
      const mine = this.lineOf(product.unwrap());
      const wanted = Math.min((mine?.quantity ?? 0) + quantity, mostOfOneProduct, product.unwrap().stock);
      if (mine) mine.quantity = Math.max(mine.quantity, wanted);
      else if (wanted > 0 && product.unwrap().published && this.lines.length < mostLines)
        this.add(product.unwrap(), wanted);
    }
    guests.lines.removeAll();
  }

  private line(uuid: string): BucketLine {
    const line = this.lines.getItems().find((each) => each.uuid === uuid);
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
    created: p.datetime().onCreate(() => new Date()),
    updated: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
  uniques: [{ name: 'bucket_lines_one_a_product', properties: ['bucket', 'product'] }],
  checks: [{ name: 'bucket_lines_quantity', expression: `quantity >= 1 and quantity <= ${mostOfOneProduct}` }],
});

export class BucketLine extends BucketLineSchema.class {
  /** @throws ProductNotAvailable, NotEnoughStock */
  setQuantity(quantity: number): void {
    const product = this.product.unwrap();
    product.ensureAvailable(quantity);
    this.quantity = quantity;
    this.price_seen = product.price;
  }
}

BucketSchema.setClass(Bucket);
BucketLineSchema.setClass(BucketLine);
export { BucketLineSchema, BucketSchema };
