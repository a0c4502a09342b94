import { LongText } from '../common/text/canonical.js';

export class OrderNoteInput {
  /** Plain text with line breaks, at most 2,000 characters. @example "Called: wants it before Friday." */
  @LongText(2_000)
  text: string;
}

export class OrderNoteAuthor {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1c44" */
  uuid: string;
  /** Null once the account is erased. @example "leia" */
  username: string | null;
}

export class OrderNoteDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1c77" */
  note_uuid: string;
  author: OrderNoteAuthor | null;
  /** @example "Called: wants it before Friday." */
  text: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
}

export class OrderTags {
  /** In alphabetical order. @example ["fragile", "gift"] */
  tags: string[];
}

export class OrderTagCount {
  /** @example "fragile" */
  tag: string;
  /** Orders that have it. @example 12 */
  orders: number;
}
