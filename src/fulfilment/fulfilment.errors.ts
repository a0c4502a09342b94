import { shopError } from '../common/http/shop-error.js';

export const OrderNotShippable = shopError(1101, 'order_not_shippable', 409, 'this order is not to be shipped');
export const NotSoManyLeft = shopError(1102, 'not_so_many_left', 409, 'not so many units are left of this line');
export const OrderProductNotFound = shopError(1103, 'order_product_not_found', 404, 'there is no such line');
export const ShipmentNotFound = shopError(1104, 'shipment_not_found', 404, 'shipment not found');
export const TrackingNotFound = shopError(1105, 'tracking_not_found', 404, 'nothing is tracked at this address');
export const OrderNotReturnable = shopError(1106, 'order_not_returnable', 409, 'nothing of this order can be returned');
export const ReturnTooLate = shopError(1107, 'return_too_late', 409, 'the time to return this order is over');
export const ReturnNotFound = shopError(1108, 'return_not_found', 404, 'return not found');
export const ReturnStatusRefused = shopError(1109, 'return_status_refused', 409, 'the return cannot go to that status');
