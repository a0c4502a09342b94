export const returnStatuses = ['requested', 'accepted', 'refused', 'received', 'refunded'] as const;
export type ReturnStatus = (typeof returnStatuses)[number];

/** The allowed transitions of a return. Nothing else decides them. */
const next: Record<ReturnStatus, readonly ReturnStatus[]> = {
  requested: ['accepted', 'refused'],
  accepted: ['received'],
  refused: [],
  received: ['refunded'],
  refunded: [],
};

export const mayBecome = (from: ReturnStatus, to: ReturnStatus): boolean => next[from].includes(to);
