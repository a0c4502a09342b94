/** Units available, from which on a product is low in stock. */
export const lowStock = 5;

export const stockLevels = ['out', 'low'] as const;
export type StockLevelName = (typeof stockLevels)[number];
