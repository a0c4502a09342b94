import { type Block, buttonOrPath, paragraph } from './blocks.js';
import type { MailContent } from './layout.js';

interface TicketLink {
  number: string;
  url: string | null;
  /** Of the link, for shops that do not know their own address. */
  path: string;
}

export type TicketReceived = TicketLink;

export interface TicketAnswered extends TicketLink {
  /** What staff wrote. */
  text: string;
}

export interface TicketMessage {
  number: string;
  subject: string;
  text: string;
}

/** Holds none of the words that were sent: whoever sent them may have typed a stranger's address. */
export function ticketReceived({ number, ...link }: TicketReceived): MailContent {
  return {
    subject: `We received your message ${number}`,
    preview: 'We answer as soon as we can.',
    title: 'We received your message',
    blocks: [
      paragraph(`Your message has the number ${number}. We answer as soon as we can, to this address.`),
      ...ticketLink(link),
      paragraph('If you did not write to us, do nothing.'),
    ],
    footnote: ticketFootnote(number),
  };
}

export function ticketAnswered({ number, text, ...link }: TicketAnswered): MailContent {
  return {
    subject: `Our answer to your message ${number}`,
    preview: 'We answered your message.',
    title: 'Our answer',
    blocks: [...paragraphs(text), ...ticketLink(link)],
    footnote: ticketFootnote(number),
  };
}

export function ticketMessage({ number, subject, text }: TicketMessage): MailContent {
  return {
    subject: `${number}: a customer wrote`,
    preview: subject,
    title: subject,
    blocks: paragraphs(text),
    footnote: 'You receive this message because it is the address of support.',
  };
}

const ticketLink = ({ url, path }: Omit<TicketLink, 'number'>): Block[] =>
  buttonOrPath('Read and answer', url, 'You read and answer it here:', path);

const paragraphs = (text: string): Block[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim())
    .map(paragraph);

const ticketFootnote = (number: string): string => `You receive this message because of your message ${number}.`;
