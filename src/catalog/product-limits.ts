export const maxDescriptionLength = 20_000;
export const maxCategories = 50;
export const maxImages = 20;
