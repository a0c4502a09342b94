export const ticketStatuses = ['open', 'waiting_customer', 'waiting_staff', 'solved', 'closed'] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

/** Statuses that staff set; the others follow from messages. */
export const manualStatuses = ['waiting_staff', 'solved', 'closed'] as const;

/** Statuses in which the customer waits for staff. */
export const waitingStatuses: readonly TicketStatus[] = ['open', 'waiting_staff'];

/** Statuses of tickets that do not count as open. */
export const doneStatuses: readonly TicketStatus[] = ['solved', 'closed'];

/** `reply` is a message of the customer, `answer` one of staff. */
export const ticketVerbs = ['reply', 'answer', 'solve', 'close', 'reopen'] as const;
export type TicketVerb = (typeof ticketVerbs)[number];

/** What each verb makes of a ticket; a verb that is missing is refused. Nothing else decides them. */
const transitions: Record<TicketStatus, Partial<Record<TicketVerb, TicketStatus>>> = {
  open: { reply: 'open', answer: 'waiting_customer', solve: 'solved', close: 'closed' },
  waiting_customer: {
    reply: 'waiting_staff',
    answer: 'waiting_customer',
    solve: 'solved',
    close: 'closed',
    reopen: 'waiting_staff',
  },
  waiting_staff: { reply: 'waiting_staff', answer: 'waiting_customer', solve: 'solved', close: 'closed' },
  solved: { reply: 'waiting_staff', answer: 'waiting_customer', close: 'closed', reopen: 'waiting_staff' },
  closed: { reply: 'waiting_staff', answer: 'waiting_customer', reopen: 'waiting_staff' },
};

export const nextStatus = (status: TicketStatus, verb: TicketVerb): TicketStatus | undefined =>
  transitions[status][verb];
