import { Module } from '@nestjs/common';
import { MockDashboard } from './mock-dashboard.js';
import { MockProvider } from './mock-provider.js';
import { PaymentProviders } from './payment-providers.js';
import { StripeProvider } from './stripe-provider.js';

@Module({
  providers: [PaymentProviders, MockProvider, MockDashboard, StripeProvider],
  exports: [PaymentProviders, MockProvider, MockDashboard],
})
export class PaymentProviderModule {}
