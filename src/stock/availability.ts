import { NotEnoughStock, ProductNotAvailable } from './stock.errors.js';

/** The columns of a product that decide whether its units can be bought. */
export interface Availability {
  uuid: string;
  published: boolean;
  stock: number;
}

/** @throws ProductNotAvailable, NotEnoughStock */
export function assertAvailable({ uuid, published, stock }: Availability, quantity: number): void {
  if (!published) throw new ProductNotAvailable({ product: uuid });
  if (stock < quantity) throw new NotEnoughStock({ product: uuid, stock });
}

/** The same rule as a condition of SQL, for statements that check and write in one round trip. */
export const availableSql = (quantity: string): string => `products.published and products.stock >= ${quantity}`;
