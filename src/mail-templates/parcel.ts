import { type Block, details, itemLines, paragraph } from './blocks.js';
import type { MailContent } from './layout.js';
import { money, orderFootnote } from './format.js';

export interface ParcelLost {
  number: string;
  carrier: string;
  tracking_number: string | null;
  lines: { name: string; quantity: number }[];
  /** Whether its units are sent again. */
  reshipped: boolean;
  /** A decimal, `6000.00`; null where nothing was paid, or is paid back. */
  refund: string | null;
  currency: string;
}

export interface ParcelReturned extends ParcelLost {
  /** At the door. */
  refused: boolean;
}

export function parcelLost(parcel: ParcelLost): MailContent {
  return {
    subject: `A parcel of your order ${parcel.number} was lost`,
    preview: outcome(parcel),
    title: 'A parcel of your order was lost',
    blocks: [
      paragraph(`${parcel.carrier} has lost a parcel of order ${parcel.number}. We are sorry.`),
      ...parcelBlocks(parcel),
    ],
    footnote: orderFootnote(parcel.number),
  };
}

export function parcelReturned({ refused, ...parcel }: ParcelReturned): MailContent {
  const cause = refused ? 'It was not accepted at the door.' : `${parcel.carrier} could not deliver it.`;
  return {
    subject: `A parcel of your order ${parcel.number} came back`,
    preview: outcome(parcel),
    title: 'A parcel of your order came back',
    blocks: [paragraph(`A parcel of order ${parcel.number} came back to us. ${cause}`), ...parcelBlocks(parcel)],
    footnote: orderFootnote(parcel.number),
  };
}

const parcelBlocks = (parcel: ParcelLost): Block[] => [
  details([
    ['Carrier', parcel.carrier],
    ...(parcel.tracking_number ? [['Tracking number', parcel.tracking_number] as [string, string]] : []),
  ]),
  paragraph('In this parcel:'),
  itemLines(parcel.lines),
  paragraph(outcome(parcel)),
];

function outcome({ reshipped, refund, currency }: ParcelLost): string {
  if (reshipped) return 'We will ship these units again.';
  return refund
    ? `We refund ${money(refund, currency)} the way you paid. Banks take a few days for that.`
    : 'No payment is due for these units.';
}
