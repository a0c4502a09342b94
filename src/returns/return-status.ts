export const returnStatuses = ['requested', 'accepted', 'refused', 'canceled', 'received', 'refunded'] as const;
export type ReturnStatus = (typeof returnStatuses)[number];

/** The allowed transitions of a return. Nothing else decides them. */
const next: Record<ReturnStatus, readonly ReturnStatus[]> = {
  requested: ['accepted', 'refused', 'canceled'],
  // Refused: what arrived is not taken back, or nothing arrived.
  accepted: ['received', 'refused', 'canceled'],
  refused: [],
  canceled: [],
  received: ['refunded', 'refused'],
  refunded: [],
};

export const mayBecome = (from: ReturnStatus, to: ReturnStatus): boolean => next[from].includes(to);

/** Returns that came to nothing: their units are the customer's, who may announce them again. */
export const voidReturnStatuses = ['refused', 'canceled'] as const satisfies readonly ReturnStatus[];
