/** Pixels of the renditions of every picture. */
export const pictureWidths = [320, 640, 1280] as const;

export const coverWidth = 640;

/** @param base address of the shop */
export const pictureUrl = (base: string, hash: string, width: number): string => `${base}/media/${hash}-${width}.webp`;

/** The address of the main picture of a product that may have none. */
export const coverUrl = (base: string, hash: string | null): string | null =>
  hash === null ? null : pictureUrl(base, hash, coverWidth);
