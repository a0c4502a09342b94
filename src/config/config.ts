import { misspelt } from './misspelt.js';
import { protectionVariables } from './protection-variables.js';
import { settingVariables, type SettingName, type SettingValues } from './setting-variables.js';
import { StartError } from './start-error.js';
import {
  currency,
  databaseUrl,
  databaseUrls,
  flag,
  integer,
  list,
  matching,
  oneOf,
  text,
  type Variable,
} from './variables.js';

/** Every environment variable of the shop. Some defaults differ in production. */
export const variables = (production: boolean) => ({
  PORT: integer(3000, 0, 65535, 'port to listen on (0: any free one)'),
  HOST: text('127.0.0.1', 'address to listen on'),
  PUBLIC_URL: matching(
    '',
    /^https?:\/\/[^\s/?#]+(\/[\w.~-]+)*$/,
    'must be an address like https://shop.example or https://example.com/shop, without a slash at its end',
    'address under which customers reach this server, with a path where a proxy serves it below one; links in answers and mails begin with it',
    'none: links in answers begin with the `Host` of the request, in production with their path; confirmations have no link, and production sends no notifications',
  ),
  DATABASE_URL: databaseUrl('PostgreSQL 14 or newer; mandatory in production', 'an embedded PostgreSQL 18'),
  DATABASE_DIRECT_URL: databaseUrl(
    'PostgreSQL itself, where `DATABASE_URL` is a pooler in transaction mode like PgBouncer: for migrations, and to store the time-outs for the role',
    'none: `DATABASE_URL` is PostgreSQL, or a pooler in session mode',
  ),
  DATABASE_OWNER_URL: databaseUrl(
    'the same database as the role that owns its tables: migrations run as that one, and the role of `DATABASE_URL`, which is to be no superuser, is created where the owner may do so, and gets the rights that serving needs',
    'none: the role of `DATABASE_URL` owns the tables; the embedded database has two roles',
  ),
  DATABASE_REPLICA_URLS: databaseUrls('read replicas, separated by commas'),
  DATABASE_POOL: integer(10, 2, 200, 'maximum number of database connections of this process'),
  DATABASE_CONNECT_TIMEOUT_MS: integer(
    1_500,
    10,
    600_000,
    'how long a request waits for a connection before it is answered 503',
  ),
  DATABASE_REQUEST_TIMEOUT_MS: integer(
    2_000,
    10,
    600_000,
    'how long a request waits for connections, locks and answers of the database in all, before it is answered 503; at least half a second longer than `DATABASE_CONNECT_TIMEOUT_MS`',
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
    'origins that browsers may call from, separated by commas; in development those of this machine, too',
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
  RATE_LIMIT: integer(
    production ? 1200 : 0,
    0,
    1_000_000,
    'requests per minute and address (0: no limit)',
    '0; 1200 in production',
  ),
  RESPONSE_CACHE_MIB: integer(16, 0, 1024, 'memory for cached catalog answers in MiB (0: no cache)'),
  PASSWORD_MIN_LENGTH: integer(8, 8, 64, 'minimum length of a new password'),
  CUSTOMER_SESSION_DAYS: integer(
    30,
    1,
    3_650,
    'days after a sign-in at which a customer signs in again, however often the tokens were renewed',
  ),
  STAFF_SESSION_HOURS: integer(12, 1, 720, 'the same for staff, in hours'),
  REQUIRE_SECOND_FACTOR: flag(false, 'staff without a second factor can only set one up', '0'),
  SMTP_URL: matching(
    '',
    /^smtps?:\/\/((%[\da-f]{2}|[^\s/?#@%])+@)?([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?\/?(\?\S*)?$/i,
    'must be an smtp:// or smtps:// URL',
    'mail server, `smtp://user:password@host:587` or `smtps://…`',
    'none: mails are stored in `DATA_DIR`',
  ),
  MAILS_PER_SECOND: integer(
    14,
    0,
    1_000,
    'mails that this process sends a second at most; mail providers limit them, too (0: none, other processes send them)',
  ),
  MAIL_LIMIT_PER_RECIPIENT: integer(
    40,
    0,
    1_000_000,
    'mails of a kind that an address nobody has confirmed gets a day; further ones are held back (0: no limit)',
  ),
  MAIL_LIMIT_PER_ADDRESS: integer(
    1_000,
    0,
    1_000_000,
    'mails of a kind to unconfirmed addresses that requests from one IP address (IPv6: a /64) cause a day (0: no limit)',
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
  EMAIL_CONFIRMATION_URL: matching(
    '',
    /^https?:\/\/\S+$/,
    'must be an http or https address',
    'page where customers confirm their email, if it is not the one of the shop; the token is appended',
    '`/api/email/confirm/` at `PUBLIC_URL`; without that the mail shows the token',
  ),
  EMAIL_UNDO_URL: matching(
    '',
    /^https?:\/\/\S+$/,
    'must be an http or https address',
    'page where a change of email is undone, if it is not the one of the shop; the token is appended',
    '`/api/email/undo/` at `PUBLIC_URL`; without that the mail shows the token',
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
  DEMO: flag(!production, 'seed the demo shop into an empty database', '1; 0 in production'),
  ...protectionVariables(production),
  NODE_ENV: oneOf(['development', 'test', 'production'], 'development', 'environment'),
  ...settingVariables(production),
});

const settingNames = Object.keys(settingVariables(true)) as SettingName[];

type Values = { [Name in keyof ReturnType<typeof variables>]: ReturnType<typeof variables>[Name]['fallback'] };
type OperatorValues = Omit<Values, SettingName>;

/** The environment, read and validated once, before anything else starts. What staff can change is asked of `Settings`. */
export class Config {
  readonly production: boolean;

  private constructor(
    private readonly values: Values,
    private readonly given: ReadonlySet<string>,
  ) {
    this.production = values.NODE_ENV === 'production';
  }

  get<Name extends keyof OperatorValues>(name: Name): OperatorValues[Name] {
    return this.values[name];
  }

  /** The path of `PUBLIC_URL`: `/shop`, or nothing. */
  get publicPath(): string {
    return URL.parse(this.get('PUBLIC_URL'))?.pathname.replace(/\/$/, '') ?? '';
  }

  with(changes: Partial<OperatorValues>): Config {
    return new Config({ ...this.values, ...changes }, this.given);
  }

  /** Whether the environment has a value of its own. */
  isGiven(name: SettingName): boolean {
    return this.given.has(name);
  }

  /** Names that are almost those of variables, and so are read by nobody. */
  get misspelt(): string[] {
    return misspelt([...this.given], Object.keys(this.values));
  }

  /** Every setting: what is stored, else what the environment has, else the default. */
  settings(stored: Partial<SettingValues> = {}): SettingValues {
    const entries = settingNames.map((name) => [name, stored[name] ?? this.values[name]]);
    const values = Object.fromEntries(entries) as SettingValues;
    // A seller who charges no tax has no made-up number.
    const isMadeUp = stored.SELLER_VAT_ID === undefined && !this.isGiven('SELLER_VAT_ID');
    return values.SELLER_EXEMPTION_REASON && isMadeUp ? { ...values, SELLER_VAT_ID: '' } : values;
  }

  /** @throws StartError naming every wrong variable at once */
  static read(environment: NodeJS.ProcessEnv): Config {
    const production = environment['NODE_ENV']?.trim() === 'production';
    const wrong: string[] = [];
    const given = new Set(Object.keys(environment).filter((name) => environment[name]?.trim()));
    const entries = Object.entries<Variable<unknown>>(variables(production)).map(([name, variable]) => {
      const text = environment[name]?.trim();
      if (!text) return [name, variable.fallback];
      try {
        return [name, variable.read(text)];
      } catch (error) {
        wrong.push(`${name} ${(error as Error).message}`);
        return [name, variable.fallback];
      }
    });
    const values = Object.fromEntries(entries) as Values;
    if (production) {
      for (const name of ['DATABASE_URL', 'JWT_SECRET'] as const)
        if (!values[name] && !given.has(name)) wrong.push(`${name} is mandatory in production`);
      if (values.DEMO) wrong.push('DEMO must be 0 in production');
    }
    if (wrong.length > 0) throw new StartError(`wrong configuration: ${wrong.join('; ')}`);
    return new Config(values, given);
  }
}
