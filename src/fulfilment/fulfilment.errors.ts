import { shopError } from '../common/http/shop-error.js';

export const OrderNotShippable = shopError(1101, 'order_not_shippable', 409, 'Order cannot be shipped');
export const OrderProductNotFound = shopError(1103, 'order_product_not_found', 404, 'Order line not found');
export const ShipmentNotFound = shopError(1104, 'shipment_not_found', 404, 'Shipment not found');
export const TrackingNotFound = shopError(1105, 'tracking_not_found', 404, 'Tracking link not found');
export const OrderNotReturnable = shopError(1106, 'order_not_returnable', 409, 'Order cannot be returned');
export const ReturnTooLate = shopError(1107, 'return_too_late', 409, 'Return period is over');
export const ReturnNotFound = shopError(1108, 'return_not_found', 404, 'Return not found');
export const ReturnStatusRefused = shopError(1109, 'return_status_refused', 409, 'Invalid status transition');
export const ShipmentStatusRefused = shopError(1110, 'shipment_status_refused', 409, 'Invalid status transition');
