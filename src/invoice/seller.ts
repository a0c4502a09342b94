import { type ElectronicAddress, electronicAddress, electronicAddressOfVat } from '../vat/electronic-address.js';
import type { Config } from '../config/config.js';
import type { Seller } from './invoice-document.js';
import { SellerNotConfigured } from './invoice.errors.js';

const mandatory = ['SELLER_NAME', 'SELLER_ADDRESS', 'SELLER_POST_CODE', 'SELLER_CITY', 'SELLER_COUNTRY'] as const;

/** Variables without which no invoice can be issued, in the order of the README. */
export function missingOfSeller(config: Config): string[] {
  const isEmpty = (name: Parameters<Config['get']>[0]) => config.get(name) === '';
  const names: string[] = mandatory.filter(isEmpty);
  if (isEmpty('SELLER_VAT_ID')) {
    if (isEmpty('SELLER_TAX_ID')) names.push('SELLER_VAT_ID');
    else if (isEmpty('SELLER_EXEMPTION_REASON')) names.push('SELLER_EXEMPTION_REASON');
  }
  if (isEmpty('SELLER_EMAIL')) names.push('SELLER_EMAIL');
  const profile = config.get('E_INVOICE_PROFILE');
  if (profile === 'xrechnung' && !/(\D*\d){3}/.test(config.get('SELLER_PHONE'))) names.push('SELLER_PHONE');
  if (profile === 'peppol' && !addressOf(config)) names.push('SELLER_ELECTRONIC_ADDRESS');
  return names;
}

function addressOf(config: Config): ElectronicAddress | undefined {
  const given = config.get('SELLER_ELECTRONIC_ADDRESS');
  if (given) return electronicAddress(given);
  return config.get('E_INVOICE_PROFILE') === 'peppol' ? electronicAddressOfVat(config.get('SELLER_VAT_ID')) : undefined;
}

/** The issuer of new invoices. @throws SellerNotConfigured with every variable that is missing */
export function sellerFrom(config: Config): Seller {
  const names = missingOfSeller(config);
  if (names.length > 0) throw new SellerNotConfigured({ missing: names });
  return {
    name: config.get('SELLER_NAME'),
    address: config
      .get('SELLER_ADDRESS')
      .split('|')
      .map((line) => line.trim()),
    post_code: config.get('SELLER_POST_CODE'),
    city: config.get('SELLER_CITY'),
    country: config.get('SELLER_COUNTRY'),
    vat_id: config.get('SELLER_VAT_ID') || undefined,
    email: config.get('SELLER_EMAIL'),
    tax_id: config.get('SELLER_TAX_ID') || undefined,
    contact: config.get('SELLER_CONTACT') || undefined,
    electronic_address: addressOf(config),
    phone: config.get('SELLER_PHONE') || undefined,
    iban: config.get('SELLER_IBAN') || undefined,
    bic: config.get('SELLER_BIC') || undefined,
    register: config.get('SELLER_REGISTER') || undefined,
  };
}
