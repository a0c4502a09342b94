import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Customer } from '../customer/customer.entity.js';
import { Order } from '../order/order.entity.js';

const OrderNoteSchema = defineEntity({
  name: 'OrderNote',
  tableName: 'order_notes',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    order: () => p.manyToOne(Order).ref().deleteRule('cascade'),
    staff: () => p.manyToOne(Customer).ref().nullable().index().deleteRule('set null'),
    text: p.text(),
    created_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [{ name: 'order_notes_of_order', properties: ['order', 'id'] }],
});

/** What staff write about an order for each other; the customer never sees it. */
export class OrderNote extends OrderNoteSchema.class {}

const OrderTagSchema = defineEntity({
  name: 'OrderTag',
  tableName: 'order_tags',
  properties: {
    order: () => p.manyToOne(Order).ref().primary().deleteRule('cascade'),
    tag: p.string().primary().length(30),
  },
  // For the list of orders by tag, and the count of each tag.
  indexes: [{ name: 'order_tags_of_tag', properties: ['tag', 'order'] }],
});

/** A word by which staff find orders. */
export class OrderTag extends OrderTagSchema.class {
  [PrimaryKeyProp]?: ['order', 'tag'];
}

OrderNoteSchema.setClass(OrderNote);
OrderTagSchema.setClass(OrderTag);
export { OrderNoteSchema, OrderTagSchema };
