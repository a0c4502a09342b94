import { z } from 'zod';
import type { Schemas } from '../../api/client';

export type Line = Schemas['OrderProduct'];

/** Units that have neither left nor been canceled. */
export const openUnits = ({ quantity, canceled, shipped }: Line): number => quantity - canceled - shipped;

/** Quantities by the uuid of the line, as the form has them. */
export const unitsSchema = z.record(z.string(), z.number().int().min(0).optional());

export const toOrderUnits = (units: z.infer<typeof unitsSchema>): Schemas['OrderUnits'][] =>
  Object.entries(units).flatMap(([order_product_uuid, quantity]) =>
    quantity ? [{ order_product_uuid, quantity }] : [],
  );
