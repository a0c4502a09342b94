import { StartError } from './start-error.js';
import { currency, flag, integer, list, matching, oneOf, postgresUrl, text, type Variable } from './variables.js';

/** Every variable the shop reads. `production` decides some defaults, nothing else does. */
export const variables = (production: boolean) => ({
  PORT: integer(3000, 0, 65535, 'port to listen on (0: any free one)'),
  HOST: text('127.0.0.1', 'address to listen on'),
  PUBLIC_URL: matching(
    '',
    /^https?:\/\/[^\s/]+$/,
    'must be an origin like https://shop.example',
    'where customers reach this server: links in mails begin with it',
    'none: confirmations have no link',
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
    'must be postgres:// URLs, split by commas',
    'read replicas, split by commas',
  ),
  DATABASE_POOL: integer(10, 2, 200, 'most connections of this process to the database'),
  DATABASE_CONNECT_TIMEOUT_MS: integer(
    1_500,
    10,
    600_000,
    'how long a request waits for a connection before it is answered 503',
  ),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(5_000, 10, 600_000, 'how long a statement may run before it is canceled'),
  DATA_DIR: text('.data', 'folder of the embedded database, the kept secret and the outbox'),
  JWT_SECRET: matching(
    '',
    /^.{32,}$/s,
    'must have at least 32 characters',
    'at least 32 characters; signs tokens; mandatory in production',
    'made once, kept in `DATA_DIR`',
  ),
  CORS_ORIGINS: list(
    /^(\*|https?:\/\/[^\s/]+)$/,
    'must be origins like https://shop.example, split by commas',
    'origins a browser may call from, split by commas',
  ),
  TRUST_PROXY: list(
    /^([\d.:a-fA-F]+(\/\d{1,3})?|loopback|linklocal|uniquelocal)$/,
    'must be IP addresses or CIDR ranges, split by commas',
    'addresses of your own proxies, whose `X-Forwarded-*` headers are believed',
  ),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info', 'least that is logged'),
  CURRENCY: currency('EUR', 'currency of every price; choose it before the first product'),
  RATE_LIMIT: integer(
    production ? 1200 : 0,
    0,
    1_000_000,
    'requests a minute and address (0: no limit)',
    '0; 1200 in production',
  ),
  PASSWORD_MIN_LENGTH: integer(8, 8, 64, 'fewest characters of a new password'),
  PAYMENT_WINDOW_MINUTES: integer(30, 1, 10_080, 'how long a `card` or `payu` order holds its stock unpaid'),
  RETURN_DAYS: integer(14, 0, 3_650, 'days after its delivery in which an order can be returned'),
  SMTP_URL: matching(
    '',
    /^smtps?:\/\/((%[\da-f]{2}|[^\s/?#@%])+@)?([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?\/?(\?\S*)?$/i,
    'must be an smtp:// or smtps:// URL',
    'server that mails are sent by, `smtp://user:password@host:587` or `smtps://…`',
    'none: mails are kept in `DATA_DIR`',
  ),
  MAIL_FROM: matching(
    'Magazin <shop@magazin.example>',
    /^([^<>"\r\n]+<[^\s<>@",]+@[^\s<>@",]+>|[^\s<>@",]+@[^\s<>@",]+)$/,
    'must be an address, like Magazin <shop@magazin.example>',
    'who mails are from; the name is also what they call the shop',
  ),
  PASSWORD_RESET_URL: matching(
    '',
    /^https?:\/\/\S+$/,
    'must be an http or https address',
    'page of your front end for a new password; the token is put at its end',
    'none: the mail shows the token',
  ),
  MOCK_PAYMENTS: flag(
    !production,
    'take payments with the mock provider: nothing is really paid',
    '1; 0 in production',
  ),
  MOCK_WEBHOOK_SECRET: text('magazin-mock-webhooks', 'signs the webhooks of the mock provider'),
  STRIPE_SECRET_KEY: text('', 'takes `card` payments with Stripe'),
  STRIPE_WEBHOOK_SECRET: text('', 'signs the webhooks of Stripe; without one they are refused'),
  STRIPE_API_URL: matching(
    '',
    /^https?:\/\/[^\s/]+$/,
    'must be an origin like https://stripe.example',
    "a server that answers like Stripe's",
    "Stripe's own",
  ),
  ...seller((made) => (production ? '' : made)),
  DEMO: flag(!production, 'seed the demo shop into an empty database', '1; 0 in production'),
  NODE_ENV: oneOf(['development', 'test', 'production'], 'development', 'what kind of run this is'),
});

/** What stands on invoices. @param demo what a seller may be made up as */
const seller = (demo: (made: string) => string) => ({
  SELLER_NAME: text(demo('Magazin Sp. z o.o.'), 'who issues invoices; in production none of `SELLER_…` has a default'),
  SELLER_ADDRESS: text(demo('ul. Świętokrzyska 14'), 'their street, a vertical bar between its lines'),
  SELLER_POST_CODE: text(demo('00-050'), 'their post code'),
  SELLER_CITY: text(demo('Warszawa'), 'their city'),
  SELLER_COUNTRY: matching(demo('PL'), /^[A-Z]{2}$/, 'must be an ISO 3166-1 code like PL', 'their country'),
  SELLER_VAT_ID: matching(
    demo('PL5260001246'),
    /^[A-Z]{2}[\dA-Z+*]{2,13}$/,
    'must be a VAT number with its country, like PL5260001246',
    'their VAT number, with its country',
  ),
  SELLER_EMAIL: matching(
    demo('billing@magazin.example'),
    /^[^\s<>@",]+@[^\s<>@",]+$/,
    'must be an address, like billing@magazin.example',
    'where they are written to',
  ),
  SELLER_PHONE: text('', 'optional: their phone'),
  SELLER_IBAN: matching(
    '',
    /^[A-Z]{2}\d{2}[\dA-Z ]{11,40}$/,
    'must be an IBAN like DE02 1203 0000 0000 2020 51',
    'optional: their account',
  ),
  SELLER_BIC: matching('', /^[A-Z\d]{8}([A-Z\d]{3})?$/, 'must be a BIC like BYLADEM1001', 'optional: their bank'),
  SELLER_REGISTER: text('', 'optional: where and as what the company is registered'),
  SELLER_TAX_ID: text('', 'optional: their national tax number, where that is not the VAT number'),
});

type Values = { [Name in keyof ReturnType<typeof variables>]: ReturnType<typeof variables>[Name]['fallback'] };

/** The environment, read and checked once, before anything else starts. */
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
    if (production) {
      for (const name of ['DATABASE_URL', 'JWT_SECRET'] as const)
        if (!values[name] && !environment[name]?.trim()) wrong.push(`${name} is mandatory in production`);
      if (values.DEMO) wrong.push('DEMO must be 0 in production');
    }
    if (wrong.length > 0) throw new StartError(`wrong configuration: ${wrong.join('; ')}`);
    return new Config(values);
  }
}
