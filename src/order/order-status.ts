export const orderStatuses = ['new', 'paid', 'processing', 'shipped', 'delivered', 'canceled', 'returned'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** Statuses that staff set; the others follow from payments, shipments and returns. */
export const manualStatuses = ['processing', 'canceled'] as const;

/** The allowed transitions; nothing else decides them. */
const transitions: Record<OrderStatus, readonly OrderStatus[]> = {
  // A cash order is paid on delivery, so it is processed unpaid.
  new: ['paid', 'processing', 'canceled'],
  paid: ['processing', 'canceled'],
  processing: ['shipped', 'canceled'],
  shipped: ['delivered'],
  delivered: ['returned'],
  canceled: [],
  returned: [],
};

/** What was returned had been delivered. */
export const wasDelivered = (status: OrderStatus): boolean => status === 'delivered' || status === 'returned';

/** Nothing of it has left or ended yet. */
export const isOpen = (status: OrderStatus): boolean => ['new', 'paid', 'processing'].includes(status);

export const canTransition = (from: OrderStatus, to: OrderStatus): boolean => transitions[from].includes(to);
