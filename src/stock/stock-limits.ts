export const maxStock = 1_000_000_000;
