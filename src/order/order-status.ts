export const orderStatuses = ['new', 'paid', 'processing', 'shipped', 'delivered', 'canceled', 'returned'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** Statuses that staff set; the others follow from payments, shipments and returns. */
export const manualStatuses = ['processing', 'canceled'] as const;

/** The allowed transitions; nothing else decides them. */
const transitions: Record<OrderStatus, readonly OrderStatus[]> = {
  // A cash order is paid on delivery, so it is processed unpaid.
  new: ['paid', 'processing', 'canceled'],
  paid: ['processing', 'canceled'],
  // The rest can be canceled, and parcels lost or refused.
  processing: ['shipped', 'delivered', 'canceled', 'returned'],
  // What did not arrive can be sent again.
  shipped: ['delivered', 'canceled', 'returned', 'processing'],
  delivered: ['returned'],
  canceled: [],
  returned: [],
};

/** Units of all lines of an order of which a parcel has left, or nothing is left to send. */
export interface UnitCounts {
  /** Neither shipped nor canceled. */
  open: number;
  inTransit: number;
  delivered: number;
  /** Of those delivered: units that were returned and refunded. */
  returned: number;
  /** Units that came back unopened. */
  cameBack: number;
}

/** The status that follows from units. The only rule for it: each fact about units ends with it. */
export function statusOfUnits({ open, inTransit, delivered, returned, cameBack }: UnitCounts): OrderStatus {
  if (open > 0) return 'processing';
  if (inTransit > 0) return 'shipped';
  if (delivered > returned) return 'delivered';
  return delivered > 0 || cameBack > 0 ? 'returned' : 'canceled';
}

/** An order that was returned had been delivered, unless its parcels came back unopened. @param lines all of the order */
export const wasDelivered = (status: OrderStatus, lines: { delivered: number }[]): boolean =>
  status === 'delivered' || (status === 'returned' && lines.some(({ delivered }) => delivered > 0));

/** Nothing of it has left or ended yet. */
export const isOpen = (status: OrderStatus): boolean => ['new', 'paid', 'processing'].includes(status);

export const canTransition = (from: OrderStatus, to: OrderStatus): boolean => transitions[from].includes(to);
