import { pino } from 'pino';
import { createApp } from './app.js';
import { shopErrors } from '../common/http/shop-error.js';
import { Config } from '../config/config.js';
import { documentsOf } from './openapi.js';

/** The generated files of the project by path: `npm run documents` writes them, a test compares them. */
export async function documents(): Promise<Record<string, string>> {
  const config = Config.read({
    NODE_ENV: 'test',
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    JWT_SECRET: 'x'.repeat(32),
  });
  const app = await createApp(config, pino({ level: 'silent' }));
  const openapi = Object.entries(documentsOf(app)).map(([name, document]) => [
    `openapi/${name}.json`,
    `${JSON.stringify(document, null, 2)}\n`,
  ]);
  return { ...Object.fromEntries(openapi), 'docs/error-codes.md': errorCodes() };
}

const errorCodes = () => `# Error codes

Every error body is \`{code, error, message, details, request_id}\`. Compare \`code\`: it is never reused and never renumbered.
Ranges: 10xx order, 1011–1019 catalog, 104x bucket, 106x and 1090 payment, 107x invoice, 1083–1089 checkout, coupons and shipping, 1093–1098 limits of orders and payments, 11xx
fulfilment and returns, 12xx engagement (120x review, 121x store rating, 122x wishlist, 123x history and recommendation, 124x notifications), 13xx
support, 15xx stock, media and import, 2xxx customer, 205x analytics, 206x settings, 21xx mail, 3xxx authentication and permission, 4xxx the request itself, 5xxx the server.

| code | error | HTTP | message |
|---|---|---|---|
${shopErrors()
  .map(({ code, error, status, message }) => `| ${code} | \`${error}\` | ${status} | ${message} |`)
  .join('\n')}
`;
