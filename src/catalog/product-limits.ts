export const longestDescription = 20_000;
export const mostCategories = 50;
export const mostImages = 20;
