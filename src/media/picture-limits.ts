/** Phones make pictures of 4 to 12 MiB. */
export const maxPictureBytes = 20 * 1024 * 1024;
