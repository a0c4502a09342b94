export const shipmentStatuses = ['shipped', 'delivered', 'lost', 'returned'] as const;
export type ShipmentStatus = (typeof shipmentStatuses)[number];

/** Why a parcel came back: refused at the door, or not to be delivered. */
export const returnCauses = ['refused', 'returned_to_sender'] as const;
export type ReturnCause = (typeof returnCauses)[number];

/** What becomes of the units of a parcel that did not arrive. */
export const resolutions = ['refund', 'reship'] as const;
export type Resolution = (typeof resolutions)[number];
