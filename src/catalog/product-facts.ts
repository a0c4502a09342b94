/** The job that follows a lower price. */
export const priceDropped = 'product.price_dropped';

export interface PricesDropped {
  /** Uuids, and the prices before in minor units. */
  products: { product: string; from: number }[];
}
