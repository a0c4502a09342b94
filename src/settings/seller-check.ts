import type { SettingName, SettingValues } from '../config/setting-variables.js';
import { type ElectronicAddress, electronicAddress, electronicAddressOfVat } from '../vat/electronic-address.js';

const mandatory = ['SELLER_NAME', 'SELLER_ADDRESS', 'SELLER_POST_CODE', 'SELLER_CITY', 'SELLER_COUNTRY'] as const;

/** Settings without which no invoice can be issued, in the order of the README. */
export function missingOfSeller(values: SettingValues): SettingName[] {
  const isEmpty = (name: SettingName) => values[name] === '';
  const names: SettingName[] = mandatory.filter(isEmpty);
  if (isEmpty('SELLER_VAT_ID')) {
    if (isEmpty('SELLER_TAX_ID')) names.push('SELLER_VAT_ID');
    else if (isEmpty('SELLER_EXEMPTION_REASON')) names.push('SELLER_EXEMPTION_REASON');
  }
  if (isEmpty('SELLER_EMAIL')) names.push('SELLER_EMAIL');
  const profile = values.E_INVOICE_PROFILE;
  if (profile === 'xrechnung' && !/(\D*\d){3}/.test(values.SELLER_PHONE)) names.push('SELLER_PHONE');
  if (profile === 'peppol' && !electronicAddressOfSeller(values)) names.push('SELLER_ELECTRONIC_ADDRESS');
  return names;
}

export function electronicAddressOfSeller(values: SettingValues): ElectronicAddress | undefined {
  const given = values.SELLER_ELECTRONIC_ADDRESS;
  if (given) return electronicAddress(given);
  return values.E_INVOICE_PROFILE === 'peppol' ? electronicAddressOfVat(values.SELLER_VAT_ID) : undefined;
}

const reasons: Partial<Record<SettingName, string>> = {
  SELLER_VAT_ID: 'must be set, or else seller_tax_id and seller_exemption_reason',
  SELLER_EXEMPTION_REASON: 'must be set for a seller who has a tax number and no VAT number',
  SELLER_PHONE: 'must be a phone number, because XRechnung demands one',
  SELLER_ELECTRONIC_ADDRESS: 'must be set, because Peppol demands one and the VAT number gives none',
};

export const whyMissing = (name: SettingName): string =>
  reasons[name] ?? 'must be set, because no invoice can be issued without it';
