/** Up to 9,999,999.99: its minor units fit an integer column. */
export const pricePattern = /^\d{1,7}(\.\d{1,2})?$/;
export const mostStock = 1_000_000_000;
export const longestDescription = 20_000;
export const mostCategories = 50;
export const mostImages = 20;
