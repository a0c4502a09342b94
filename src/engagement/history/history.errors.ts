import { shopError } from '../../common/http/shop-error.js';

export const ViewNotFound = shopError(1230, 'view_not_found', 404, 'The product is not among those you viewed');
