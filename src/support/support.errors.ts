import { shopError } from '../common/http/shop-error.js';
import { mapConstraint } from '../database/constraints.js';

export const TicketNotFound = shopError(1300, 'ticket_not_found', 404, 'Ticket not found');
export const TicketStatusRefused = shopError(1301, 'ticket_status_refused', 409, 'Invalid status transition');
export const TooManyTickets = shopError(1302, 'too_many_tickets', 409, 'Ticket limit reached: close a ticket first');
export const TooManyMessages = shopError(1303, 'too_many_messages', 429, 'Too many messages: try again later');
export const TicketFull = shopError(
  1304,
  'ticket_full',
  409,
  'Message limit of this ticket reached: open another ticket',
);
export const AttachmentRefused = shopError(
  1305,
  'attachment_refused',
  400,
  'The attachment must be a readable JPEG, PNG or WebP of at most 25 megapixels, or a PDF, of at most 5 MiB',
);
export const AttachmentNotFound = shopError(1306, 'attachment_not_found', 404, 'Attachment not found');
export const TooManyAttachments = shopError(
  1307,
  'too_many_attachments',
  409,
  'Attachment limit reached: send another message, or open another ticket',
);
export const TicketMessageNotFound = shopError(1308, 'ticket_message_not_found', 404, 'Message not found');
export const TicketAssigned = shopError(
  1309,
  'ticket_assigned',
  409,
  'The ticket is assigned to somebody else: take it over with `force`',
);
export const AssigneeNotFound = shopError(1310, 'assignee_not_found', 404, 'There is no such member of support');
export const CannedAnswerNotFound = shopError(1311, 'canned_answer_not_found', 404, 'Canned answer not found');
export const CannedAnswerTitleTaken = shopError(
  1312,
  'canned_answer_title_taken',
  409,
  'Another canned answer has this title',
);

mapConstraint('canned_answers_title', CannedAnswerTitleTaken);
