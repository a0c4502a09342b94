import { type OrderStatus } from '../order/order-status.js';
import type { ShipmentStatus } from './shipment-status.js';

export const milestones = [
  'placed',
  'paid',
  'shipped',
  'delivered',
  'lost',
  'came_back',
  'units_canceled',
  'canceled',
  'returned',
] as const;
export type Milestone = (typeof milestones)[number];

export class TrackedEvent {
  /** `shipped`, and `delivered`, `lost` or `came_back`, occur once per parcel, `units_canceled` once per cancellation of a part, `returned` once per return received. @example "shipped" */
  what: Milestone;
  /** @example "2026-11-21T08:00:00.000Z" */
  at: string;
  /** Uuid of the parcel, for `shipped`, `delivered`, `lost` and `came_back`. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bcc" */
  shipment: string | null;
}

export class TrackedLine {
  /** @example "Banana" */
  name: string;
  /** @example 2 */
  quantity: number;
}

export class TrackedShipment {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bcc" */
  shipment_uuid: string;
  /** @example "DHL" */
  carrier: string;
  /** @example "00340434161094042557" */
  tracking_number: string | null;
  /** The carrier's tracking page. @example "https://carrier.example/00340434161094042557" */
  tracking_url: string | null;
  status: ShipmentStatus;
  lines: TrackedLine[];
}

export class OrderTracking {
  /** Order number. @example "M100001" */
  number: string;
  status: OrderStatus;
  /** Oldest first. */
  timeline: TrackedEvent[];
  /** Oldest first. */
  shipments: TrackedShipment[];
}

export class OwnOrderTracking extends OrderTracking {
  /** Shows the tracking to anybody who has it, without signing in, for 90 days after the order's date. @example "https://shop.example/api/track/AZnwwVo-fEKdei9PDGobZrCwsSL4L7y1nQe0m3cJ8ZyXh0kB1Vd2uT5oR6aF9gEs" */
  share_url: string;
}

export class SharedOrderTracking extends OrderTracking {
  /** From the shipping address. @example "Max" */
  first_name: string | null;
  /** From the shipping address. @example "Musterstadt" */
  city: string | null;
}
