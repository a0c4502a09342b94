import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ApiContracts } from '../common/http/api-contracts.js';
import type { Config } from '../config/config.js';
import { Markup, markup } from '../mail-templates/markup.js';
import { documentTitles } from './openapi.js';
import { demoAccounts } from './welcome.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The page at `/`: what runs here, and where to go. Written anew for each visitor, without any script. */
export function serveStartPage(app: NestFastifyApplication, config: Config): void {
  const documents = documentTitles(app.get(ApiContracts), config);
  app
    .getHttpAdapter()
    .getInstance()
    .get('/', async (_request, reply) => {
      const accounts = config.production ? undefined : await demoAccounts(app, config).catch(() => undefined);
      return reply
        .header('Content-Security-Policy', policy)
        .type('text/html; charset=utf-8')
        .send(page(documents, accounts, config.publicPath).html);
    });
}

type Accounts = Awaited<ReturnType<typeof demoAccounts>>;

const page = (
  documents: ReturnType<typeof documentTitles>,
  accounts: Accounts,
  path: string,
): Markup => markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Magazin</title>
<link rel="icon" href="${path}/admin/icon.svg" type="image/svg+xml">
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<h1>${logo}Magazin <small>${version}</small></h1>
<p>This shop is running. Front ends use its API; people sign in to the dashboard.</p>
<ul class="tiles">
${tile(`${path}/admin`, 'Dashboard', 'Orders, products, tickets: for staff')}
${tile(`${path}/health/ready`, 'Health', 'Whether the database answers')}
</ul>
${documents.length > 0 ? documentTiles(documents, path) : ''}
${accounts ? accountTable(accounts) : ''}
</main>
</body>
</html>
`;

const documentTiles = (
  documents: ReturnType<typeof documentTitles>,
  path: string,
): Markup => markup`<h2>API documents</h2>
<ul class="tiles">
${documents.map(({ name, title }) => tile(`${path}/docs?urls.primaryName=${name}`, title, `${path}/docs/${name}/openapi.json`))}
</ul>`;

const tile = (href: string, title: string, note: string): Markup =>
  markup`<li><a href="${href}"><strong>${title}</strong><span>${note}</span></a></li>`;

const accountTable = ({ accounts, password }: NonNullable<Accounts>): Markup => markup`<h2>Demo accounts</h2>
<p>The password of all of them is <code>${password}</code>. Production has none of these.</p>
<table>
<thead><tr><th>Username</th><th>Role</th></tr></thead>
<tbody>
${accounts.map(({ username, role }) => markup`<tr><td><code>${username}</code></td><td>${role.replace('_', ' ')}</td></tr>`)}
</tbody>
</table>`;

const logo = new Markup(
  '<svg viewBox="0 0 32 32" width="34" height="34" aria-hidden="true"><rect class="tile" width="32" height="32" rx="9"/><path class="mark" d="M8.5 23V10.5L16 17l7.5-6.5V23"/></svg>',
);

/** The colors of the dashboard. */
const style = `
:root { color-scheme: light dark; --canvas: light-dark(#f6f5f2, #131412); --surface: light-dark(#fff, #1b1d1a);
  --line: light-dark(#e5e2db, #2f332d); --ink: light-dark(#1c1a17, #eeede9); --muted: light-dark(#625d54, #a6aaa0);
  --accent: light-dark(#1d5c4a, #5fc3a3); --on-accent: light-dark(#fff, #0d211a); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: clamp(1.5rem, 8vh, 5rem) 1.25rem 3rem; }
h1 { display: flex; align-items: center; gap: .75rem; margin: 0 0 .5rem; font-size: 1.75rem; letter-spacing: -.015em; }
h1 small { font-size: .875rem; font-weight: 400; color: var(--muted); }
h2 { margin: 2.25rem 0 .75rem; font-size: 1rem; }
p { margin: 0 0 1.25rem; color: var(--muted); }
.tile { fill: var(--accent); }
.mark { fill: none; stroke: var(--on-accent); stroke-width: 3; stroke-linecap: round; stroke-linejoin: round; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: .75rem; margin: 0; padding: 0; list-style: none; }
.tiles a { display: block; height: 100%; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .75rem;
  background: var(--surface); color: inherit; text-decoration: none; }
.tiles a:hover { border-color: var(--accent); }
.tiles a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.tiles strong { display: block; font-weight: 600; color: var(--accent); }
.tiles span { font-size: .8125rem; color: var(--muted); overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; border: 1px solid var(--line); background: var(--surface); }
th, td { padding: .4rem 1rem; border-bottom: 1px solid var(--line); text-align: left; }
th { font-size: .8125rem; font-weight: 500; color: var(--muted); }
code { color: var(--ink); font-family: ui-monospace, Menlo, Consolas, 'Liberation Mono', monospace; font-size: .875em; }
`;

const policy = `default-src 'none'; img-src 'self'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
