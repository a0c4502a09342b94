import { shopError } from '../common/http/shop-error.js';
import { mapConstraint } from '../database/constraints.js';

export const TooManyGuests = shopError(4030, 'too_many_guests', 429, 'Too many guests from this address. Please wait.');
export const EmailAlreadyUsed = shopError(2001, 'email_already_used', 409, 'email already used');
export const UsernameAlreadyUsed = shopError(2002, 'username_already_used', 409, 'username already used');
export const CustomerNotFound = shopError(2003, 'customer_not_found', 404, 'customer not found');
export const AddressNotFound = shopError(2004, 'address_not_found', 404, 'address not found');
export const TooManyAddresses = shopError(2005, 'too_many_addresses', 409, 'Address limit reached');
export const NotYourself = shopError(2006, 'not_yourself', 409, 'Not allowed for your own account');
export const GuestNotFound = shopError(2007, 'guest_not_found', 404, 'Guest token not found');

mapConstraint('customers_email', EmailAlreadyUsed);
mapConstraint('customers_username', UsernameAlreadyUsed);
