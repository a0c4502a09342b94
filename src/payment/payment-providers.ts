import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { PaymentMethod } from '../order/order.entity.js';
import { MockProvider } from './mock-provider.js';
import type { PaymentProvider } from './payment-provider.js';
import { PaymentMethodUnavailable, ProviderNotFound } from './payment.errors.js';
import { StripeProvider } from './stripe-provider.js';

/** Who takes the money for which way to pay. */
@Injectable()
export class PaymentProviders {
  private readonly takers: Partial<Record<PaymentMethod, PaymentProvider>>;

  constructor(config: Config, mock: MockProvider, stripe: StripeProvider) {
    const rehearsed = config.get('MOCK_PAYMENTS') ? mock : undefined;
    this.takers = { card: config.get('STRIPE_SECRET_KEY') ? stripe : rehearsed, payu: rehearsed };
  }

  /** @throws PaymentMethodUnavailable */
  for(method: PaymentMethod): PaymentProvider {
    const provider = this.takers[method];
    if (!provider) throw new PaymentMethodUnavailable({ payment: method });
    return provider;
  }

  /** Cash goes from hand to hand, and what cost nothing needs nobody. */
  calls({ provider, amount }: { provider: string; amount: number }): boolean {
    return provider !== 'cash' && amount > 0;
  }

  /** @throws ProviderNotFound */
  named(name: string): PaymentProvider {
    const provider = Object.values(this.takers).find((each) => each?.name === name);
    if (!provider) throw new ProviderNotFound();
    return provider;
  }
}
