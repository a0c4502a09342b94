import { Body, Controller, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import type { OrderDto } from '../order/order.dto.js';
import { OrderNotFound } from '../order/order.errors.js';
import { PaymentMethodInput } from './payment-method.dto.js';
import { PaymentMethodService } from './payment-method.service.js';
import { OrderNotPayable, PaymentRunning } from './payment.errors.js';
import { PaymentMethodUnavailable } from '../payment-provider/payment-provider.errors.js';

@ApiTags('Payment')
@Controller('api/orders/:order_uuid/payment')
@AllowGuest()
export class PaymentMethodController {
  constructor(private readonly methods: PaymentMethodService) {}

  /**
   * Change the payment method of an order that is not paid: after a decline, say. `cash` confirms the order; from `cash` to another, a payment window opens.
   * An order has one: after its end, `cash` cannot be left any more (1061).
   */
  @Put()
  @Fails(OrderNotFound, OrderNotPayable, PaymentRunning, PaymentMethodUnavailable)
  change(
    @Me() me: Caller,
    @Param('order_uuid', uuidOr(OrderNotFound)) order: string,
    @Body() { payment }: PaymentMethodInput,
  ): Promise<OrderDto> {
    return this.methods.change(me, order, payment);
  }
}
