import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';
import { ApiContracts } from '../common/http/api-contracts.js';
import type { Config } from '../config/config.js';
import { resolveSubtree } from './docs-resolver.js';
import { documentsOf, documentTitles } from './openapi.js';

const swaggerUi = dirname(findPackageJSON('swagger-ui-dist', import.meta.url) ?? '');
const files = /^(swagger-ui(-bundle|-standalone-preset)?\.(js|css)|favicon-32x32\.png)$/;

/**
 * Serves Swagger's page at `/docs`, with a selector of documents; they are generated at the first visit. The page is our own, since
 * Nest's knows no viewport.
 */
export async function serveDocuments(app: NestFastifyApplication, config: Config): Promise<void> {
  const path = config.publicPath;
  const names = documentTitles(app.get(ApiContracts), config).map(({ name }) => name);
  if (names.length === 0) return;
  const fastify = app.getHttpAdapter().getInstance();
  let generated: Record<string, OpenAPIObject> | undefined;
  for (const name of names)
    fastify.get(`/docs/${name}/openapi.json`, async () => (generated ??= documentsOf(app, path))[name]);
  await fastify.register(fastifyStatic, {
    root: swaggerUi,
    prefix: '/docs/assets/',
    index: false,
    allowedPath: (file) => files.test(file.slice(1)),
    decorateReply: false,
  });
  const urls = names.map((name) => ({ name, url: `${path}/docs/${name}/openapi.json` }));
  fastify.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(page(`${path}/docs`)));
  fastify.get('/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start(urls)));
  fastify.get('/docs/page.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(style));
}

const page = (base: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Magazin API</title>
<link rel="icon" href="${base}/assets/favicon-32x32.png" type="image/png">
<link rel="stylesheet" href="${base}/assets/swagger-ui.css">
<link rel="stylesheet" href="${base}/page.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${base}/assets/swagger-ui-bundle.js"></script>
<script src="${base}/assets/swagger-ui-standalone-preset.js"></script>
<script src="${base}/start.js"></script>
</body>
</html>
`;

/** Tags are closed at first, since a hundred operations are slow on a phone; no outside service is asked whether the documents are valid. */
const start = (urls: { name: string; url: string }[]): string => `window.ui = SwaggerUIBundle({
  urls: ${JSON.stringify(urls)},
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: true,
  validatorUrl: null,
  docExpansion: 'none',
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: [() => ({ fn: { resolveSubtree: ${resolveSubtree.toString()} } })],
  layout: 'StandaloneLayout',
});
`;

/** On a phone nothing is wider than the screen: what is, scrolls by itself. */
const style = `
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; background: #fafafa; }
@media (max-width: 760px) {
  .swagger-ui .wrapper { padding: 0 10px; }
  .swagger-ui .topbar-wrapper { flex-wrap: wrap; gap: 8px; }
  .swagger-ui .topbar .download-url-wrapper { flex-basis: 100%; }
  .swagger-ui .scheme-container .schemes { flex-wrap: wrap; padding: 0 10px; }
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap; }
  .swagger-ui .opblock .opblock-summary-path { max-width: 100%; padding: 0 4px; }
  .swagger-ui .opblock-body, .swagger-ui .responses-inner, .swagger-ui .table-container { overflow-x: auto; padding: 10px; }
  .swagger-ui .opblock-description-wrapper, .swagger-ui .opblock-section-header { flex-wrap: wrap; padding: 8px 10px; }
  .swagger-ui textarea, .swagger-ui select, .swagger-ui input { max-width: 100%; min-width: 0; }
  .swagger-ui .markdown, .swagger-ui .opblock-tag, .swagger-ui .opblock-summary-path { overflow-wrap: anywhere; }
  .swagger-ui .response-col_links { display: none; }
  .swagger-ui .dialog-ux .modal-ux { width: 94vw; min-width: 0; }
}
`;
