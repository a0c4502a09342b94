import { shopError } from '../common/http/shop-error.js';

export const ImportRefused = shopError(1017, 'import_refused', 400, 'the file has bad lines; nothing was imported');
