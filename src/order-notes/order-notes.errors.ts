import { shopError } from '../common/http/shop-error.js';

export const OrderNoteNotFound = shopError(1091, 'order_note_not_found', 404, 'Note not found');
export const TooManyTags = shopError(1092, 'too_many_tags', 409, 'An order has at most ten tags: remove one first');
