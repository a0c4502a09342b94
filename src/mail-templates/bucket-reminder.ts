import { itemLines, paragraph } from './blocks.js';
import { money } from './format.js';
import type { MailContent } from './layout.js';

export interface BucketReminder {
  /** Sums are decimals, `6000.00`. */
  lines: { name: string; quantity: number; sum: string }[];
  currency: string;
  unsubscribe_url: string;
}

export function bucketReminder({ lines, currency, unsubscribe_url }: BucketReminder): MailContent {
  return {
    subject: 'Your bucket is waiting',
    preview: lines.map(({ name }) => name).join(', '),
    title: 'Still interested?',
    blocks: [
      paragraph('This is still in your bucket, and can be ordered:'),
      itemLines(lines.map((line) => ({ ...line, sum: money(line.sum, currency) }))),
      paragraph('We cannot reserve it for you. Prices are those of today.'),
    ],
    footnote: 'You receive this message because you agreed to reminders of your bucket.',
    unsubscribe_url,
  };
}
