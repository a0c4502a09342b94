import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { digitsOf } from '../config/currency.js';
import { senderOf } from '../mail/sender.js';
import { PaymentProviders } from '../payment-provider/payment-providers.js';
import { Settings } from '../settings/settings.js';
import { ShippingMethodService } from '../shipping/shipping-method.service.js';
import type { Store } from './store.dto.js';

/** What anybody may know of the configuration. */
@Injectable()
export class StoreService {
  constructor(
    private readonly config: Config,
    private readonly settings: Settings,
    private readonly shipping: ShippingMethodService,
    private readonly providers: PaymentProviders,
  ) {}

  /** @param base the address of this server */
  async get(base: string): Promise<Store> {
    const { config, settings } = this;
    const countries = await this.shipping.deliveryCountries();
    const code = config.get('CURRENCY');
    const { SHOP_TIME_ZONE, INVOICE_LANGUAGE, PAYMENT_WINDOW_MINUTES, RETURN_DAYS, SUPPORT_EMAIL } = settings.current;
    return {
      name: senderOf(config, settings).name,
      url: config.get('PUBLIC_URL') || null,
      currency: { code, digits: digitsOf(code) },
      time_zone: SHOP_TIME_ZONE,
      invoice_language: INVOICE_LANGUAGE,
      delivery: { everywhere: countries === 'all', countries: countries === 'all' ? [] : countries },
      shipping_methods: `${config.get('PUBLIC_URL') || base}/api/shipping-methods`,
      payment_methods: [{ method: 'cash', provider: null }, ...this.providers.methods()],
      payment_window_minutes: PAYMENT_WINDOW_MINUTES,
      return_days: RETURN_DAYS,
      support_email: SUPPORT_EMAIL || null,
      password: { min_length: config.get('PASSWORD_MIN_LENGTH'), max_length: 128 },
    };
  }
}
