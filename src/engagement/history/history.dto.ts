import { IsBoolean } from 'class-validator';
import { ProductDto } from '../../catalog/product.dto.js';

export class ViewDto {
  product: ProductDto;
  /** When you last looked at it, ISO 8601 in UTC. @example "2026-11-26T08:00:00.000Z" */
  viewed: string;
}

export class HistorySettingsDto {
  /** Whether the products that you look at are remembered. @example true */
  @IsBoolean()
  record_views: boolean;
}

export class PurchaseDto {
  /** As the catalog shows it today, or null where it is not sold any more. */
  product: ProductDto | null;
  /** As it was called when you last bought it. @example "Banana" */
  name: string;
  /** When you last ordered it, ISO 8601 in UTC. @example "2026-11-26T08:00:00.000Z" */
  last_bought: string;
  /** Orders that it is part of; canceled ones do not count. @example 2 */
  times: number;
  /** Units of all these orders. @example 5 */
  quantity: number;
}

export const buyAgainReasons = ['not_available', 'not_enough_stock', 'quantity_limit', 'bucket_full'] as const;

export class BuyAgainLine {
  /** Product uuid. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  product: string;
  /** As it was called in the order. @example "Banana" */
  name: string;
  /** Units of the order. @example 2 */
  quantity: number;
  /** Units that were added to your bucket. @example 1 */
  added: number;
  /**
   * Why not all were added, or null: `not_available` is not sold any more, `not_enough_stock` has too few units left,
   * `quantity_limit` are more than 999 of one product, `bucket_full` are more than 100 lines. @example "not_enough_stock"
   */
  reason: (typeof buyAgainReasons)[number] | null;
}

export class BuyAgainResult {
  /** Each line of the order. */
  lines: BuyAgainLine[];
}
