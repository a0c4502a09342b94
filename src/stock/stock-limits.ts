export const mostStock = 1_000_000_000;
