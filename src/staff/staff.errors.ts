import { shopError } from '../common/http/shop-error.js';

export const LastAdmin = shopError(2011, 'last_admin', 409, 'Not allowed: this is the last enabled admin');
