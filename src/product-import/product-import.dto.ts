export class ImportResult {
  /** Products that are new. @example 120 */
  created: number;
  /** Products that were changed. @example 30 */
  updated: number;
  /** Products that were as the file says already. @example 850 */
  unchanged: number;
  /** Brands that were not there and were added. @example 2 */
  brands_created: number;
}
