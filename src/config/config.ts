import { isElectronicAddress } from '../vat/electronic-address.js';
import { StartError } from './start-error.js';
import {
  currency,
  flag,
  integer,
  list,
  matching,
  oneOf,
  postgresUrl,
  text,
  timeZone,
  type Variable,
} from './variables.js';

/** Every environment variable of the shop. Some defaults differ in production. */
export const variables = (production: boolean) => ({
  PORT: integer(3000, 0, 65535, 'port to listen on (0: any free one)'),
  HOST: text('127.0.0.1', 'address to listen on'),
  PUBLIC_URL: matching(
    '',
    /^https?:\/\/[^\s/]+$/,
    'must be an origin like https://shop.example',
    'origin under which customers reach this server; links in mails begin with it',
    'none: confirmations have no link, and production sends no notifications',
  ),
  DATABASE_URL: matching(
    '',
    postgresUrl,
    'must be a postgres:// URL',
    'PostgreSQL 14 or newer; mandatory in production',
    'an embedded PostgreSQL 18',
  ),
  DATABASE_REPLICA_URLS: list(
    postgresUrl,
    'must be postgres:// URLs, separated by commas',
    'read replicas, separated by commas',
  ),
  DATABASE_POOL: integer(10, 2, 200, 'maximum number of database connections of this process'),
  DATABASE_CONNECT_TIMEOUT_MS: integer(
    1_500,
    10,
    600_000,
    'how long a request waits for a connection before it is answered 503',
  ),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(5_000, 10, 600_000, 'how long a statement may run before it is canceled'),
  DATA_DIR: text('.data', 'folder of the embedded database, the generated secret and the outbox'),
  JWT_SECRET: matching(
    '',
    /^.{32,}$/s,
    'must have at least 32 characters',
    'at least 32 characters; signs tokens, encrypts secrets of second factors; mandatory in production',
    'generated once, stored in `DATA_DIR`',
  ),
  CORS_ORIGINS: list(
    /^(\*|https?:\/\/[^\s/]+)$/,
    'must be origins like https://shop.example, separated by commas',
    'origins that browsers may call from, separated by commas',
  ),
  TRUST_PROXY: list(
    /^([\d.:a-fA-F]+(\/\d{1,3})?|loopback|linklocal|uniquelocal)$/,
    'must be IP addresses or CIDR ranges, separated by commas',
    'addresses of your own proxies, whose `X-Forwarded-*` headers are trusted',
  ),
  LOG_LEVEL: oneOf(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'info',
    'minimum level that is logged',
  ),
  CURRENCY: currency('EUR', 'currency of all prices; choose it before the first product'),
  SHOP_TIME_ZONE: timeZone(
    'UTC',
    'time zone of legal days: of invoices, due dates, returns, coupons given as days; IANA',
  ),
  RATE_LIMIT: integer(
    production ? 1200 : 0,
    0,
    1_000_000,
    'requests per minute and address (0: no limit)',
    '0; 1200 in production',
  ),
  RESPONSE_CACHE_MIB: integer(16, 0, 1024, 'memory for cached catalog answers in MiB (0: no cache)'),
  PASSWORD_MIN_LENGTH: integer(8, 8, 64, 'minimum length of a new password'),
  REQUIRE_SECOND_FACTOR: flag(false, 'staff without a second factor can only set one up', '0'),
  PAYMENT_WINDOW_MINUTES: integer(30, 1, 10_080, 'minutes for which an unpaid `card` or `payu` order holds its stock'),
  RETURN_DAYS: integer(14, 0, 3_650, 'days after delivery within which an order can be returned'),
  INVOICE_RETENTION_YEARS: integer(
    10,
    1,
    100,
    'years for which your tax law demands invoices: what a customer is told whose account is erased',
  ),
  TICKET_CLOSE_DAYS: integer(7, 1, 3_650, 'days after which a solved ticket is closed'),
  SUPPORT_EMAIL: matching(
    '',
    /^[^\s<>@",]+@[^\s<>@",]+$/,
    'must be an address, like support@magazin.example',
    'address that gets a mail for each message of a customer to support',
    'none: no such mails',
  ),
  REVIEW_MODERATION: oneOf(['none', 'before'], 'none', 'check of product reviews by staff before publication'),
  SMTP_URL: matching(
    '',
    /^smtps?:\/\/((%[\da-f]{2}|[^\s/?#@%])+@)?([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?\/?(\?\S*)?$/i,
    'must be an smtp:// or smtps:// URL',
    'mail server, `smtp://user:password@host:587` or `smtps://…`',
    'none: mails are stored in `DATA_DIR`',
  ),
  MAILS_PER_SECOND: integer(
    14,
    1,
    1_000,
    'mails that this process sends a second at most; mail providers limit them, too',
  ),
  MAIL_RETENTION_DAYS: integer(
    90,
    1,
    3_650,
    'days after which the content of a delivered mail is erased, and its file in the outbox',
  ),
  MAIL_FROM: matching(
    'Magazin <shop@magazin.example>',
    /^([^<>"\r\n]+<[^\s<>@",]+@[^\s<>@",]+>|[^\s<>@",]+@[^\s<>@",]+)$/,
    'must be an address, like Magazin <shop@magazin.example>',
    'sender of mails; its name is also the name of the shop in them',
  ),
  PASSWORD_RESET_URL: matching(
    '',
    /^https?:\/\/\S+$/,
    'must be an http or https address',
    'page of your front end for a new password; the token is appended',
    'none: the mail shows the token',
  ),
  ORDER_CLAIM_URL: matching(
    '',
    /^https?:\/\/\S+$/,
    'must be an http or https address',
    'page of your front end where customers claim their guest orders; the token is appended',
    'none: the mail shows the token',
  ),
  STAFF_INVITATION_URL: matching(
    '',
    /^https?:\/\/\S+$/,
    'must be an http or https address',
    'page where invited staff choose username and password, if it is not the one of the dashboard; the token is appended',
    '`/admin/join?token=` at `PUBLIC_URL`; without that the mail shows the token',
  ),
  MOCK_PAYMENTS: flag(!production, 'accept payments by the mock provider: no money moves', '1; 0 in production'),
  MOCK_WEBHOOK_SECRET: text('magazin-mock-webhooks', 'signs the webhooks of the mock provider'),
  STRIPE_SECRET_KEY: text('', 'takes `card` payments with Stripe'),
  STRIPE_WEBHOOK_SECRET: text(
    '',
    'signs the webhooks of Stripe; without it they are refused. Events to send: `payment_intent.*`, `refund.created`, `refund.updated`, `refund.failed`, `charge.refunded`, `charge.dispute.*`',
  ),
  STRIPE_API_URL: matching(
    '',
    /^https?:\/\/[^\s/]+$/,
    'must be an origin like https://stripe.example',
    'base URL of the Stripe API',
    "Stripe's own",
  ),
  TAX_ZERO_RATE_EXPORTS: flag(false, 'exports out of the VAT area of the EU cost the price less its tax', '0'),
  TAX_ZERO_RATE_EU_BUSINESS: flag(false, 'so do supplies to businesses with a VAT number of another member state', '0'),
  INVOICE_LANGUAGE: oneOf(['en', 'de', 'pl'], 'en', 'language of the PDF of new invoices and credit notes'),
  E_INVOICE_PROFILE: oneOf(['en16931', 'xrechnung', 'peppol'], 'en16931', 'rules of the XML of invoices'),
  ...seller((made) => (production ? '' : made)),
  DEMO: flag(!production, 'seed the demo shop into an empty database', '1; 0 in production'),
  NODE_ENV: oneOf(['development', 'test', 'production'], 'development', 'environment'),
});

/** The seller on invoices. @param demo a made-up default, for the demo shop only */
const seller = (demo: (made: string) => string) => ({
  SELLER_NAME: text(demo('Magazin Sp. z o.o.'), 'seller on invoices; in production no `SELLER_…` has a default'),
  SELLER_ADDRESS: text(demo('ul. Świętokrzyska 14'), 'street of the seller, lines separated by a vertical bar'),
  SELLER_POST_CODE: text(demo('00-050'), 'post code of the seller'),
  SELLER_CITY: text(demo('Warszawa'), 'city of the seller'),
  SELLER_COUNTRY: matching(
    demo('PL'),
    /^[A-Z]{2}$/,
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
    { test: (code) => Intl.supportedValuesOf('currency').includes(code) },
    'must be an ISO 4217 code, like PLN',
    "optional: currency of the seller's VAT, where it is not `CURRENCY`",
  ),
  SELLER_IBAN: matching(
    '',
    /^[A-Z]{2}\d{2}[\dA-Z ]{11,40}$/,
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

type Values = { [Name in keyof ReturnType<typeof variables>]: ReturnType<typeof variables>[Name]['fallback'] };

/** The environment, read and validated once, before anything else starts. */
export class Config {
  readonly production: boolean;

  private constructor(private readonly values: Values) {
    this.production = values.NODE_ENV === 'production';
  }

  get<Name extends keyof Values>(name: Name): Values[Name] {
    return this.values[name];
  }

  with(changes: Partial<Values>): Config {
    return new Config({ ...this.values, ...changes });
  }

  /** @throws StartError naming every wrong variable at once */
  static read(environment: NodeJS.ProcessEnv): Config {
    const production = environment['NODE_ENV']?.trim() === 'production';
    const wrong: string[] = [];
    const entries = Object.entries<Variable<unknown>>(variables(production)).map(([name, variable]) => {
      const given = environment[name]?.trim();
      if (!given) return [name, variable.fallback];
      try {
        return [name, variable.read(given)];
      } catch (error) {
        wrong.push(`${name} ${(error as Error).message}`);
        return [name, variable.fallback];
      }
    });
    const values = Object.fromEntries(entries) as Values;
    // A seller who charges no tax has no made-up number.
    if (values.SELLER_EXEMPTION_REASON && !environment['SELLER_VAT_ID']?.trim()) values.SELLER_VAT_ID = '';
    if (production) {
      for (const name of ['DATABASE_URL', 'JWT_SECRET'] as const)
        if (!values[name] && !environment[name]?.trim()) wrong.push(`${name} is mandatory in production`);
      if (values.DEMO) wrong.push('DEMO must be 0 in production');
    }
    if (wrong.length > 0) throw new StartError(`wrong configuration: ${wrong.join('; ')}`);
    return new Config(values);
  }
}
