import { isIBAN } from 'class-validator';
import { isCountryCode } from '../postal/country-code.js';
import { isElectronicAddress } from '../vat/electronic-address.js';
import { isCurrency } from './currency.js';
import { flag, integer, matching, oneOf, text, timeZone } from './variables.js';

/**
 * The variables that staff of the shop decide: the environment has only their defaults, `settings/` what is stored of them. By
 * their groups, as staff see them.
 */
export const settingGroups = (production: boolean) => ({
  seller: seller((made) => (production ? '' : made)),
  shop: {
    SHOP_NAME: matching(
      '',
      /^[^<>"\r\n]+$/,
      'must be a name without quotation marks and angle brackets',
      'name of the shop in mails, and in the apps in which staff keep second factors',
      'the name in `MAIL_FROM`',
    ),
    SHOP_TIME_ZONE: timeZone(
      'UTC',
      'time zone of legal days: of invoices, due dates, returns, coupons given as days; IANA. A change is for days from then on: invoices, coupons and days of reports that are summed up stay as they are',
    ),
    PAYMENT_WINDOW_MINUTES: integer(
      30,
      1,
      10_080,
      'minutes for which an unpaid `card` or `payu` order holds its stock; a change is for new orders',
    ),
  },
  returns: {
    RETURN_DAYS: integer(
      14,
      0,
      3_650,
      'days after delivery within which an order can be returned; a change is for older orders too',
    ),
  },
  reviews: {
    REVIEW_MODERATION: oneOf(['none', 'before'], 'none', 'check of product reviews by staff before publication'),
  },
  support: {
    SUPPORT_EMAIL: matching(
      '',
      /^[^\s<>@",]+@[^\s<>@",]+$/,
      'must be an address, like support@magazin.example',
      'address that gets a mail for each message of a customer to support',
      'none: no such mails',
    ),
    TICKET_CLOSE_DAYS: integer(7, 1, 3_650, 'days after which a solved ticket is closed'),
  },
  invoices: {
    INVOICE_LANGUAGE: oneOf(['en', 'de', 'pl'], 'en', 'language of the PDF of new invoices and credit notes'),
    E_INVOICE_PROFILE: oneOf(['en16931', 'xrechnung', 'peppol'], 'en16931', 'rules of the XML of new invoices'),
    INVOICE_RETENTION_YEARS: integer(
      10,
      1,
      100,
      'years for which your tax law demands invoices: what a customer is told whose account is erased',
    ),
  },
  tax: {
    DEFAULT_TAX_RATE: integer(
      1900,
      0,
      10_000,
      'tax rate of products and shipping methods that say none, in basis points: 1900 is 19 %; a change is for new ones',
    ),
    TAX_ZERO_RATE_EXPORTS: flag(false, 'exports out of the VAT area of the EU cost the price less its tax', '0'),
    TAX_ZERO_RATE_EU_BUSINESS: flag(
      false,
      'so do supplies to businesses with a VAT number of another member state',
      '0',
    ),
  },
});

export function settingVariables(production: boolean) {
  const { seller, shop, returns, reviews, support, invoices, tax } = settingGroups(production);
  return { ...seller, ...shop, ...returns, ...reviews, ...support, ...invoices, ...tax };
}

type SettingVariables = ReturnType<typeof settingVariables>;
export type SettingName = keyof SettingVariables;
export type SettingValues = { [Name in SettingName]: SettingVariables[Name]['fallback'] };

/** The seller on invoices. @param demo a made-up default, for the demo shop only */
const seller = (demo: (made: string) => string) => ({
  SELLER_NAME: text(demo('Magazin Sp. z o.o.'), 'seller on invoices; in production no `SELLER_…` has a default'),
  SELLER_ADDRESS: text(demo('ul. Świętokrzyska 14'), 'street of the seller, lines separated by a vertical bar'),
  SELLER_POST_CODE: text(demo('00-050'), 'post code of the seller'),
  SELLER_CITY: text(demo('Warszawa'), 'city of the seller'),
  SELLER_COUNTRY: matching(
    demo('PL'),
    { test: isCountryCode },
    'must be an ISO 3166-1 code like PL',
    'country of the seller, ISO 3166-1',
  ),
  SELLER_VAT_ID: matching(
    demo('PL5260001246'),
    /^[A-Z]{2}[\dA-Z+*]{2,13}$/,
    'must be a VAT number with its country, like PL5260001246',
    'VAT number of the seller, with its country',
  ),
  SELLER_EMAIL: matching(
    demo('billing@magazin.example'),
    /^[^\s<>@",]+@[^\s<>@",]+$/,
    'must be an address, like billing@magazin.example',
    'email of the seller',
  ),
  SELLER_PHONE: text('', 'optional: phone of the seller; mandatory for XRechnung'),
  SELLER_CONTACT: text('', 'optional: who answers questions about invoices', 'the seller'),
  SELLER_EXEMPTION_REASON: text('', 'why a seller without a VAT number, but with a tax number, charges no tax'),
  SELLER_ELECTRONIC_ADDRESS: matching(
    '',
    { test: isElectronicAddress },
    'must be a scheme of the list EAS and an identifier, like 0088:4035811991014',
    'optional: electronic address of the seller, like `0088:4035811991014`',
    'the email; with Peppol by the VAT number',
  ),
  SELLER_VAT_CURRENCY: matching(
    '',
    { test: isCurrency },
    'must be an ISO 4217 code, like PLN',
    "optional: currency of the seller's VAT, where it is not `CURRENCY`",
  ),
  SELLER_IBAN: matching(
    '',
    { test: (iban) => /^[\dA-Z ]+$/.test(iban) && isIBAN(iban) },
    'must be an IBAN like DE02 1203 0000 0000 2020 51',
    'optional: IBAN of the seller',
  ),
  SELLER_BIC: matching(
    '',
    /^[A-Z\d]{8}([A-Z\d]{3})?$/,
    'must be a BIC like BYLADEM1001',
    'optional: BIC of the seller',
  ),
  SELLER_REGISTER: text('', 'optional: commercial register and number'),
  SELLER_TAX_ID: text('', 'optional: national tax number, where it is not the VAT number'),
});
