import { IsIn } from 'class-validator';
import { type PaymentMethod, paymentMethods } from '../order/order.entity.js';

export class PaymentMethodInput {
  /** `cash` is paid on delivery; another method must be paid before its payment window closes. @example "cash" */
  @IsIn(paymentMethods)
  payment: PaymentMethod;
}
