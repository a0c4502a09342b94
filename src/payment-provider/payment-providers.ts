import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { beginCounting, payments, refunds } from '../operations/counters.js';
import type { PaymentMethod } from '../order/order.entity.js';
import { MockProvider } from './mock-provider.js';
import type { PaymentProvider } from './payment-provider.js';
import { PaymentMethodUnavailable, ProviderNotFound } from './payment-provider.errors.js';
import { StripeProvider } from './stripe-provider.js';

/** Which provider handles which payment method. */
@Injectable()
export class PaymentProviders {
  private readonly byMethod: Partial<Record<PaymentMethod, PaymentProvider>>;

  constructor(config: Config, mock: MockProvider, stripe: StripeProvider) {
    const mockIfEnabled = config.get('MOCK_PAYMENTS') ? mock : undefined;
    this.byMethod = { card: config.get('STRIPE_SECRET_KEY') ? stripe : mockIfEnabled, payu: mockIfEnabled };
    for (const { provider } of this.methods()) {
      beginCounting(
        payments,
        ['captured', 'declined', 'abandoned'].map((result) => ({ provider, result })),
      );
      beginCounting(
        refunds,
        ['done', 'failed'].map((result) => ({ provider, result })),
      );
    }
  }

  /** @throws PaymentMethodUnavailable */
  forMethod(method: PaymentMethod): PaymentProvider {
    const provider = this.byMethod[method];
    if (!provider) throw new PaymentMethodUnavailable({ payment: method });
    return provider;
  }

  /** The methods that somebody takes, and who does. */
  methods(): { method: PaymentMethod; provider: string }[] {
    const methods = Object.entries(this.byMethod) as [PaymentMethod, PaymentProvider | undefined][];
    return methods.flatMap(([method, provider]) => (provider ? [{ method, provider: provider.name }] : []));
  }

  /** @throws ProviderNotFound */
  byName(name: string): PaymentProvider {
    const provider = Object.values(this.byMethod).find((each) => each?.name === name);
    if (!provider) throw new ProviderNotFound();
    return provider;
  }
}
