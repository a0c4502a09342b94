import type { Config } from '../config/config.js';
import type { Seller } from './invoice-document.js';
import { SellerNotConfigured } from './invoice.errors.js';

const mandatory = [
  'SELLER_NAME',
  'SELLER_ADDRESS',
  'SELLER_POST_CODE',
  'SELLER_CITY',
  'SELLER_COUNTRY',
  'SELLER_VAT_ID',
  'SELLER_EMAIL',
] as const;

/** The issuer of new invoices. @throws SellerNotConfigured with every variable that is missing */
export function sellerFrom(config: Config): Seller {
  const missing = mandatory.filter((name) => config.get(name) === '');
  if (missing.length > 0) throw new SellerNotConfigured({ missing });
  return {
    name: config.get('SELLER_NAME'),
    address: config
      .get('SELLER_ADDRESS')
      .split('|')
      .map((line) => line.trim()),
    post_code: config.get('SELLER_POST_CODE'),
    city: config.get('SELLER_CITY'),
    country: config.get('SELLER_COUNTRY'),
    vat_id: config.get('SELLER_VAT_ID'),
    email: config.get('SELLER_EMAIL'),
    tax_id: config.get('SELLER_TAX_ID') || undefined,
    phone: config.get('SELLER_PHONE') || undefined,
    iban: config.get('SELLER_IBAN') || undefined,
    bic: config.get('SELLER_BIC') || undefined,
    register: config.get('SELLER_REGISTER') || undefined,
  };
}
