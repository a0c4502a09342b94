import { ValidationFailed } from '../common/http/request.errors.js';
import { electronicAddressOfVat } from '../vat/electronic-address.js';
import { expectedVatNumber, isVatNumber } from '../vat/vat-number.js';
import type { PostalAddress } from '../customer/address.entity.js';
import type { BillingInput } from './billing.dto.js';

/** What an order says of its buyer beyond the shipping address. */
export interface Billing {
  address?: PostalAddress;
  company?: string;
  vat_id?: string;
  reference?: string;
  electronic_address?: string;
}

export interface Buyer {
  shipping_address?: PostalAddress | null;
  billing?: Billing | null;
}

/** Null where nothing is given. @throws ValidationFailed for a VAT number of another country than the buyer's */
export function billingOf(input: BillingInput, shipping_address: PostalAddress | null): Billing | null {
  const { billing_address: address, company, vat_id, reference, electronic_address } = input;
  const country = (address ?? shipping_address)?.country;
  if (vat_id !== undefined && !isVatNumber(vat_id, country))
    throw new ValidationFailed([{ field: 'vat_id', errors: [`vat_id must be ${expectedVatNumber(country)}`] }]);
  const given = Object.entries({ address, company, vat_id, reference, electronic_address });
  const billing = Object.fromEntries(given.filter(([, fact]) => fact !== undefined)) as Billing;
  return Object.keys(billing).length > 0 ? billing : null;
}

export const buyerAddress = ({ billing, shipping_address }: Buyer): PostalAddress | null =>
  billing?.address ?? shipping_address ?? null;

export const buyerCompany = (buyer: Buyer): string | undefined =>
  buyer.billing?.company ?? buyerAddress(buyer)?.company;

export const buyerVatId = (buyer: Buyer): string | undefined => buyer.billing?.vat_id ?? buyerAddress(buyer)?.vat_id;

/** Fields that the invoice of a buyer would lack. */
export function missingForProfile(profile: string, buyer: Buyer, email: string | null): string[] {
  const missing: string[] = [];
  if (profile === 'xrechnung') {
    if (!buyerAddress(buyer)) missing.push('billing_address');
    if (!email && !buyer.billing?.electronic_address) missing.push('email');
  }
  const vat_id = buyerVatId(buyer);
  const isReachable = buyer.billing?.electronic_address ?? (vat_id && electronicAddressOfVat(vat_id));
  if (profile === 'peppol' && !isReachable) missing.push('electronic_address');
  return missing;
}

/**
 * Businesses get invoices of the profile, so their orders must say what it demands. Private buyers may get plain ones.
 *
 * @throws ValidationFailed
 */
export function assertBillable(profile: string, buyer: Buyer, email: string | null): void {
  if (!buyerCompany(buyer) && !buyerVatId(buyer)) return;
  const missing = missingForProfile(profile, buyer, email);
  if (missing.length > 0)
    throw new ValidationFailed(
      missing.map((field) => ({ field, errors: [`${field} is required for an electronic invoice to a business`] })),
    );
}
