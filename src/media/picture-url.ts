/** Pixels of the renditions that every picture is kept in. */
export const pictureWidths = [320, 640, 1280] as const;

export const coverWidth = 640;

/** Where every picture is found: the base address of the shop, `hash` and width. */
export const pictureUrl = (base: string, hash: string, width: number): string => `${base}/media/${hash}-${width}.webp`;
