import { button, details, itemLines, link, paragraph } from './blocks.js';
import type { MailContent } from './layout.js';
import { orderFootnote } from './format.js';

export interface Shipped {
  number: string;
  carrier: string;
  tracking_number: string | null;
  tracking_url: string | null;
  lines: { name: string; quantity: number }[];
  track_url: string | null;
}

export function shipped({ number, carrier, tracking_number, tracking_url, ...parcel }: Shipped): MailContent {
  return {
    subject: `Your order ${number} is on its way`,
    preview: `${carrier} has it${tracking_number ? `, number ${tracking_number}` : ''}.`,
    title: 'Your order is on its way',
    blocks: [
      paragraph(`We handed a parcel of order ${number} to ${carrier}.`),
      details([
        ['Carrier', carrier],
        ...(tracking_number ? [['Tracking number', tracking_number] as [string, string]] : []),
      ]),
      ...button('Track the parcel', tracking_url),
      paragraph('In this parcel:'),
      itemLines(parcel.lines),
      ...link('View your order', parcel.track_url),
    ],
    footnote: orderFootnote(number),
  };
}
