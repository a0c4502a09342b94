import { shopError } from '../common/http/shop-error.js';

export const ImportRefused = shopError(1017, 'import_refused', 400, 'the file has bad lines; nothing was imported');
export const UploadNotKept = shopError(
  1502,
  'upload_not_kept',
  500,
  'The server cannot write to its folder for temporary files: it is missing, full or not writable. Ask who runs the shop (TMPDIR).',
);
