import type { SettingValues } from '../config/setting-variables.js';
import { electronicAddressOfSeller, missingOfSeller } from '../settings/seller-check.js';
import type { Seller } from './invoice-document.js';
import { SellerNotConfigured } from './invoice.errors.js';

/** The issuer of new invoices. @throws SellerNotConfigured with every setting that is missing */
export function sellerFrom(values: SettingValues): Seller {
  const names = missingOfSeller(values);
  if (names.length > 0) throw new SellerNotConfigured({ missing: names });
  return {
    name: values.SELLER_NAME,
    address: values.SELLER_ADDRESS.split('|').map((line) => line.trim()),
    post_code: values.SELLER_POST_CODE,
    city: values.SELLER_CITY,
    country: values.SELLER_COUNTRY,
    vat_id: values.SELLER_VAT_ID || undefined,
    email: values.SELLER_EMAIL,
    tax_id: values.SELLER_TAX_ID || undefined,
    contact: values.SELLER_CONTACT || undefined,
    electronic_address: electronicAddressOfSeller(values),
    phone: values.SELLER_PHONE || undefined,
    iban: values.SELLER_IBAN || undefined,
    bic: values.SELLER_BIC || undefined,
    register: values.SELLER_REGISTER || undefined,
  };
}
