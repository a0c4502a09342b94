import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Where `npm run build` puts it, seen from src/ as well as from dist/. */
const folder = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url));
/** Vite writes it into index.html; each answer has another. */
const noncePlaceholder = 'CSP_NONCE';

/**
 * Serves the dashboard at `/admin`: files of a content hash in their names are kept by browsers forever, and every other
 * address is the page itself, whose script shows what belongs to the address.
 *
 * @param path that browsers see before every address of the shop, `/shop`
 */
export async function serveDashboard(app: NestFastifyApplication, path: string): Promise<void> {
  if (!existsSync(`${folder}index.html`)) return;
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.register(fastifyStatic, {
    root: `${folder}assets`,
    prefix: '/admin/assets/',
    index: false,
    immutable: true,
    maxAge: '365d',
    // Made by the build.
    preCompressed: true,
    decorateReply: false,
  });
  const icon = readFileSync(`${folder}icon.svg`);
  const sendPage = async (_request: FastifyRequest, reply: FastifyReply) => {
    // Read anew: in development the dashboard is built while the server runs.
    const page = await readFile(`${folder}index.html`, 'utf8');
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('Content-Security-Policy', policy(nonce))
      .header('Cache-Control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(
        page
          .replaceAll(noncePlaceholder, nonce)
          .replaceAll('="./', `="${path}/admin/`)
          .replace('name="shop-path" content=""', `name="shop-path" content="${path}"`),
      );
  };
  fastify.get('/admin', sendPage);
  fastify.get('/admin/*', sendPage);
  fastify.get('/admin/icon.svg', (_request, reply) =>
    reply.header('Cache-Control', 'public, max-age=86400').type('image/svg+xml').send(icon),
  );
}

/** Radix adds a style element with the nonce while a dialog is open; PDFs are shown from memory. */
const policy = (nonce: string): string =>
  [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `frame-src blob:`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
