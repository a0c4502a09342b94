import { button, paragraph, small } from './blocks.js';
import type { MailContent } from './layout.js';

export interface RestockConfirmation {
  product: string;
  confirm_url: string;
  unsubscribe_url: string;
}

export function restockConfirmation({ product, confirm_url, unsubscribe_url }: RestockConfirmation): MailContent {
  return {
    subject: 'Please confirm your email address',
    preview: `Then we write when ${product} is back in stock.`,
    title: 'Please confirm',
    blocks: [
      paragraph(`Somebody asked us to write to this address when ${product} is back in stock. Was it you?`),
      ...button('Yes, write to me', confirm_url),
      small('If it was not you, do nothing: without your confirmation we send nothing.'),
    ],
    footnote: 'You receive this message because your address was entered in our shop.',
    unsubscribe_url,
  };
}
