import { defineEntity, p, ref } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Product } from '../catalog/product.entity.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Customer } from '../customer/customer.entity.js';
import { BucketFull, BucketLineNotFound, ProductAlreadyInBucket } from './bucket.errors.js';

const BucketSchema = defineEntity({
  name: 'Bucket',
  tableName: 'buckets',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    /** As the customer wrote it. */
    coupon_code: p.string().nullable().length(40),
    customer: () => p.oneToOne(Customer).ref().owner().deleteRule('cascade'),
    /** The removal of a line and the coupon; a change of a line stands with the line. */
    updated_at: p
      .datetime()
      .defaultRaw('now()')
      .onUpdate(() => new Date()),
    lines: () => p.oneToMany(BucketLine).mappedBy('bucket').orphanRemoval(),
  },
});

/** Contracts identify rows by either. */
export type IdOrUuid = { id: number } | { uuid: string };

/** Bounded, so that placing an order stays one short transaction. */
export const maxLines = 100;
export const maxQuantity = 999;

/** The open cart of a customer or a guest: at most one line per product, prices still the catalog's. */
export class Bucket extends BucketSchema.class {
  /** @throws ProductAlreadyInBucket, BucketFull, ProductNotAvailable, NotEnoughStock */
  add(product: Product, quantity: number): BucketLine {
    const present = this.lineOf(product);
    if (present) throw new ProductAlreadyInBucket({ bucket_uuid: present.uuid, quantity: present.quantity });
    const line = this.newLine(product, quantity);
    this.lines.add(line);
    return line;
  }

  /** Returns the new quantity. @throws BucketFull, ProductNotAvailable, NotEnoughStock, ValidationFailed */
  addQuantity(product: Product, quantity: number): number {
    const total = (this.lineOf(product)?.quantity ?? 0) + quantity;
    this.setProductQuantity(product, total);
    return total;
  }

  /** Adds as many as can be bought. Returns how many. @throws BucketFull, ProductNotAvailable, NotEnoughStock, ValidationFailed: not one can */
  addAvailable(product: Product, quantity: number): number {
    const present = this.lineOf(product)?.quantity ?? 0;
    const added = Math.max(1, Math.min(quantity, maxQuantity - present, product.stock - present));
    this.addQuantity(product, added);
    return added;
  }

  /** 0 removes the line. @throws BucketFull, ProductNotAvailable, NotEnoughStock, ValidationFailed */
  setProductQuantity(product: Product, quantity: number): void {
    const line = this.lineOf(product);
    if (line) this.changeLine(line, quantity);
    else if (quantity > 0) this.lines.add(this.newLine(product, quantity));
  }

  /** 0 removes the line. @throws BucketLineNotFound, ProductNotAvailable, NotEnoughStock, ValidationFailed */
  setQuantity(key: IdOrUuid, quantity: number): void {
    this.changeLine(this.line(key), quantity);
  }

  /**
   * Moves the lines of a guest's bucket here, as long as there is room, and its coupon, unless there is one here. Quantities of
   * a product add up as far as the stock reaches, and get no smaller: what is sold out is for the customer to see.
   */
  merge(guestBucket: Bucket): void {
    for (const { product, quantity, price_seen } of guestBucket.lines.getItems()) {
      const line = this.lineOf(product.unwrap());
      if (line) {
        const available = Math.min(line.quantity + quantity, maxQuantity, product.unwrap().stock);
        line.quantity = Math.max(line.quantity, quantity, available);
      } else if (this.lines.length < maxLines) {
        this.lines.add(Object.assign(new BucketLine(), { product, quantity, price_seen }));
      }
    }
    guestBucket.lines.removeAll();
    this.coupon_code ??= guestBucket.coupon_code ?? null;
    guestBucket.coupon_code = null;
  }

  private newLine(product: Product, quantity: number): BucketLine {
    if (this.lines.length >= maxLines) throw new BucketFull({ most: maxLines });
    const line = new BucketLine();
    line.product = ref(product);
    line.setQuantity(quantity);
    return line;
  }

  private changeLine(line: BucketLine, quantity: number): void {
    if (quantity > 0) return line.setQuantity(quantity);
    this.lines.remove(line);
    this.updated_at = new Date();
  }

  private line(key: IdOrUuid): BucketLine {
    const line = this.lines.getItems().find(({ id, uuid }) => ('id' in key ? id === key.id : uuid === key.uuid));
    if (!line) throw new BucketLineNotFound();
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
    /** Unit price in minor units when the customer last chose the quantity, to report a later change. */
    price_seen: p.bigint('number'),
    created_at: p.datetime().onCreate(() => new Date()),
    updated_at: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
  uniques: [{ name: 'bucket_lines_one_a_product', properties: ['bucket', 'product'] }],
  checks: [{ name: 'bucket_lines_quantity', expression: `quantity >= 1 and quantity <= ${maxQuantity}` }],
});

export class BucketLine extends BucketLineSchema.class {
  /** @throws ValidationFailed, ProductNotAvailable, NotEnoughStock */
  setQuantity(quantity: number): void {
    // The DTOs limit a single request; several requests can add up to more.
    if (quantity > maxQuantity)
      throw new ValidationFailed([{ field: 'quantity', errors: [`quantity must not be greater than ${maxQuantity}`] }]);
    const product = this.product.unwrap();
    product.assertAvailable(quantity);
    this.quantity = quantity;
    this.price_seen = product.price;
  }
}

BucketSchema.setClass(Bucket);
BucketLineSchema.setClass(BucketLine);
export { BucketLineSchema, BucketSchema };
