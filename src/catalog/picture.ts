/** Pixels of the renditions that every picture is kept in. */
export const pictureWidths = [320, 640, 1280] as const;

export const coverWidth = 640;
