import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Config } from '../src/config/config.js';
import { configurationTable } from '../src/config/configuration-table.js';
import { signingSecret } from '../src/config/secret.js';
import { StartError } from '../src/config/start-error.js';

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://magazin@db/magazin',
  JWT_SECRET: 'x'.repeat(32),
};

it('config: has a default for every variable, a safer one in production', () => {
  const development = Config.read({});
  expect([development.get('DEMO'), development.get('RATE_LIMIT')]).toEqual([true, 0]);
  const timeouts = ['DATABASE_CONNECT_TIMEOUT_MS', 'DATABASE_STATEMENT_TIMEOUT_MS'] as const;
  expect(timeouts.map((name) => development.get(name))).toEqual([1_500, 5_000]);
  const live = Config.read(production);
  expect([live.production, live.get('DEMO'), live.get('RATE_LIMIT')]).toEqual([true, false, 1200]);
});

it('config: reads the environment, and treats an empty variable as missing', () => {
  const config = Config.read({
    PORT: ' 8080 ',
    HOST: '',
    CORS_ORIGINS: 'https://a.example, http://localhost:5173',
    TRUST_PROXY: '10.0.0.0/8,loopback',
    DATABASE_URL: 'postgresql://me:p%40ss@db.example:6432/shop?sslmode=require',
  });
  expect(config.get('PORT')).toBe(8080);
  expect(config.get('HOST')).toBe('127.0.0.1');
  expect(config.get('CORS_ORIGINS')).toEqual(['https://a.example', 'http://localhost:5173']);
  expect(config.get('TRUST_PROXY')).toEqual(['10.0.0.0/8', 'loopback']);
  expect(config.with({ PORT: 1 }).get('HOST')).toBe('127.0.0.1');
});

it('config: has whoever wants TLS verify the server, as the driver does', () => {
  const read = (parameters: string) => Config.read({ DATABASE_URL: `postgres://db.example/shop${parameters}` });
  const asked = ['?sslmode=require', '?a=b&sslmode=prefer&sslrootcert=/ca.pem', '?sslmode=no-verify', ''];
  expect(asked.map((parameters) => URL.parse(read(parameters).get('DATABASE_URL'))?.search)).toEqual([
    '?sslmode=verify-full',
    '?a=b&sslmode=verify-full&sslrootcert=/ca.pem',
    '?sslmode=no-verify',
    '',
  ]);
  const replicas = Config.read({ DATABASE_REPLICA_URLS: 'postgres://a/b?sslmode=require, postgres://c/d' });
  expect(replicas.get('DATABASE_REPLICA_URLS')).toEqual(['postgres://a/b?sslmode=verify-full', 'postgres://c/d']);
});

it('config: knows what a misspelt variable was to be', () => {
  const meant = { SMPT_URL: 'x', CORS_ORIGIN: 'x', RETURNDAYS: '9', JWT_SECERT: 'x', DATABASE_REPLICA_URL: 'x' };
  const known = ['SMTP_URL', 'CORS_ORIGINS', 'RETURN_DAYS', 'JWT_SECRET', 'DATABASE_REPLICA_URLS'];
  const others = {
    HOSTNAME: 'x',
    PATH: 'x',
    PORTS: 'x',
    LANG: 'C',
    SHELL_NAME: 'x',
    DATABASE_NAME: 'x',
    NODE_OPTIONS: '',
  };
  expect(Config.read({ ...meant, ...others, SMTP_TLS: 'optional' }).misspelt).toEqual(
    Object.keys(meant).map((name, at) => `${name} is no variable of the shop, and has no effect: ${known[at]} is`),
  );
});

it('config: reports every wrong variable at once', () => {
  const wrong = {
    PORT: '3000.5',
    DATABASE_URL: 'postgres://me:a/b@db:port/x',
    DATABASE_POOL: '1',
    JWT_SECRET: 'short',
    CORS_ORIGINS: 'https://a.example/',
    TRUST_PROXY: 'yes',
    LOG_LEVEL: 'loud',
    CURRENCY: 'XAU',
    DEMO: 'true',
    NODE_ENV: 'prod',
    SHOP_TIME_ZONE: 'Warsaw',
  };
  expect(() => Config.read(wrong)).toThrow(StartError);
  expect(() => Config.read(wrong)).toThrow(new RegExp(Object.keys(wrong).join('.*; ')));
});

it.each([
  [{ ...production, DATABASE_URL: ' ' }, 'DATABASE_URL is mandatory in production'],
  [{ ...production, JWT_SECRET: undefined }, 'JWT_SECRET is mandatory in production'],
  [{ ...production, DEMO: '1' }, 'DEMO must be 0 in production'],
])('config: rejects %j', (environment, message) => {
  expect(() => Config.read(environment)).toThrow(`wrong configuration: ${message}`);
});

it('config: generates a secret once where none is given, readable by its owner only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'magazin secret '));
  const config = Config.read({ DATA_DIR: join(folder, 'data') });
  const secrets = await Promise.all([signingSecret(config), signingSecret(config), signingSecret(config)]);
  expect(new Set([...secrets, await signingSecret(config)])).toEqual(new Set([secrets[0]]));
  expect(secrets[0]).toMatch(/^[\w-]{43}$/);
  expect((await stat(join(folder, 'data', 'jwt.secret'))).mode & 0o777).toBe(0o600);
  expect(await signingSecret(Config.read(production))).toBe(production.JWT_SECRET);
  await writeFile(join(folder, 'file'), '');
  await expect(signingSecret(Config.read({ DATA_DIR: join(folder, 'file') }))).rejects.toThrow(StartError);
  await rm(folder, { recursive: true });
});

it('config: the README lists every variable', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`<!-- configuration -->\n\n${configurationTable()}\n\n<!-- /configuration -->`);
});
