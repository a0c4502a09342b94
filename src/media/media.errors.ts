import { shopError } from '../common/http/shop-error.js';

export const PictureRefused = shopError(
  1016,
  'picture_refused',
  400,
  'the picture must be a PNG, JPEG, WebP or AVIF of at most 20 MiB and 50 megapixels',
);
export const PictureNotFound = shopError(1018, 'picture_not_found', 404, 'picture not found');
