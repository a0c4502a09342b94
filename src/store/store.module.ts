import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { PaymentProviderModule } from '../payment-provider/payment-provider.module.js';
import { ShippingModule } from '../shipping/shipping.module.js';
import { StoreController } from './store.controller.js';
import { StoreService } from './store.service.js';

@Module({
  imports: [CatalogModule, ShippingModule, PaymentProviderModule],
  controllers: [StoreController],
  providers: [StoreService],
})
export class StoreModule {}
