import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { NotAuthenticated, PermissionDenied, TokenInvalid } from './auth/auth.errors.js';
import { type Access, accessKey } from './common/access.js';
import { ErrorBody } from './common/error-body.dto.js';
import { addErrors, errorsKey } from './common/fails.js';
import { idempotentKey } from './common/idempotent.js';
import {
  IdempotencyKeyReused,
  InternalError,
  MalformedRequest,
  StillRunning,
  TooManyRequests,
  ValidationFailed,
} from './common/request.errors.js';
import type { ShopErrorType } from './common/shop-error.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & {
  [accessKey]?: Access;
  [errorsKey]?: ShopErrorType[];
  [idempotentKey]?: true;
};

interface Contract {
  title: string;
  about: string;
  /** Whether an address belongs to it. */
  owns: (path: string) => boolean;
}

const contracts: Record<string, Contract> = {
  shop: {
    title: 'Magazin: shop',
    about:
      'Register, browse, fill a bucket, order. Amounts are decimal strings with tax included; every error is `{code, error, message, details, request_id}`: compare `code`.',
    owns: (path) => !path.startsWith('/api/admin'),
  },
  admin: {
    title: 'Magazin: admin',
    about: 'For staff. Sign in at `/api/login` of the shop document; what a role may do stands at each endpoint.',
    owns: (path) => path.startsWith('/api/admin'),
  },
};

export const contractNames = Object.keys(contracts);

/** One OpenAPI document for each contract. */
export function documentsOf(app: NestFastifyApplication): Record<string, OpenAPIObject> {
  const whole = SwaggerModule.createDocument(app, frame(), {
    extraModels: [ErrorBody],
    operationIdFactory: (controller, method) => camel(controller.replace('Controller', ''), method),
  });
  for (const operation of operationsOf(whole)) complete(operation);
  return Object.fromEntries(
    Object.entries(contracts).map(([name, { title, about, owns }]) => {
      const paths = Object.fromEntries(Object.entries(whole.paths).filter(([path]) => owns(path)));
      const used = new Set(operationsOf({ ...whole, paths }).flatMap((operation) => operation.tags ?? []));
      const info = { ...whole.info, title, description: about };
      const tags = whole.tags?.filter((tag) => used.has(tag.name));
      return [name, withUsedSchemas({ ...whole, info, tags, paths })];
    }),
  );
}

/** Swagger's pages at `/docs`, a selector of documents on top, made when somebody first looks. */
export function serveDocuments(app: NestFastifyApplication): void {
  let made: Record<string, OpenAPIObject> | undefined;
  const documents = () => (made ??= documentsOf(app));
  for (const name of contractNames)
    app
      .getHttpAdapter()
      .getInstance()
      .get(`/docs/${name}/openapi.json`, async () => documents()[name]);
  SwaggerModule.setup('docs', app, () => documents()['shop'] as OpenAPIObject, {
    raw: false,
    explorer: true,
    customSiteTitle: 'Magazin API',
    swaggerOptions: {
      urls: contractNames.map((name) => ({ name, url: `/docs/${name}/openapi.json` })),
      persistAuthorization: true,
    },
  });
}

const frame = () =>
  new DocumentBuilder()
    .setVersion('1')
    .addTag('Auth', 'Register, sign in and out')
    .addTag('Customer', 'Profile, addresses, guests')
    .addTag('Catalogue', 'Products, categories, brands')
    .addTag('Bucket', 'What somebody means to buy')
    .addTag('Order', 'What somebody bought')
    .addTag('Operations', 'For whoever runs the shop')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: '`access` of `POST /api/login`' },
      'token',
    )
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-Guest-Token', description: '`guest_token` of `POST /api/guest`' },
      'guest',
    )
    .build();

const operationsOf = ({ paths }: OpenAPIObject): Operation[] =>
  Object.values(paths).flatMap((path) => Object.values(path as Record<string, Operation>));

/** What is true of every endpoint is said here, so that no controller has to. */
function complete(operation: Operation): void {
  // Swagger shows a summary as it stands, and only a description as Markdown.
  const [summary = '', more] = (operation.summary ?? '').split(/(?<=[.:]) (.*)/s, 2);
  Object.assign(operation, { summary: summary.replace(/[.:]$/, ''), description: more });
  const access = operation[accessKey];
  addErrors(operation, operation[errorsKey] ?? []);
  if (operation[idempotentKey]) addErrors(operation, [StillRunning, IdempotencyKeyReused]);
  for (const key of [accessKey, errorsKey, idempotentKey] as const) delete operation[key];
  if (access !== 'public') {
    operation.security = access === 'guest' ? [{ token: [] }, { guest: [] }] : [{ token: [] }];
    addErrors(
      operation,
      Array.isArray(access) ? [NotAuthenticated, TokenInvalid, PermissionDenied] : [NotAuthenticated, TokenInvalid],
    );
    if (Array.isArray(access))
      operation.description =
        `${operation.description ?? ''}\n\nFor: ${[...access, 'admin'].map((role) => `\`${role}\``).join(', ')}.`.trim();
  }
  if (operation.requestBody) addErrors(operation, [ValidationFailed, MalformedRequest]);
  else if (operation.parameters?.some((parameter) => 'in' in parameter && parameter.in !== 'path'))
    addErrors(operation, [ValidationFailed]);
  addErrors(operation, [TooManyRequests, InternalError]);
}

/** Leaves out the schemas that no endpoint of this document leads to. */
function withUsedSchemas(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  const used = new Set<string>();
  const follow = (part: unknown) => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      follow(schemas[name]);
    }
  };
  follow(document.paths);
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
  return { ...document, components: { ...document.components, schemas: kept } };
}

const camel = (noun: string, verb: string) =>
  noun.charAt(0).toLowerCase() + noun.slice(1) + verb.charAt(0).toUpperCase() + verb.slice(1);
