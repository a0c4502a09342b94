export const orderStatuses = ['new', 'paid', 'processing', 'shipped', 'delivered', 'canceled', 'returned'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** What staff may say of an order; the rest is said by money and parcels. */
export const statusesByHand = ['processing', 'canceled'] as const;

/** Where an order may go from where it is. Nothing else decides it. */
const next: Record<OrderStatus, readonly OrderStatus[]> = {
  // Cash is paid at the door, so a cash order is processed while still unpaid.
  new: ['paid', 'processing', 'canceled'],
  paid: ['processing', 'canceled'],
  processing: ['shipped', 'canceled'],
  shipped: ['delivered', 'returned'],
  delivered: ['returned'],
  canceled: [],
  returned: [],
};

export const mayBecome = (from: OrderStatus, to: OrderStatus): boolean => next[from].includes(to);
