import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { NotAuthenticated, PermissionDenied, TokenInvalid } from '../auth/auth.errors.js';
import { type Access, accessKey } from '../common/http/access.js';
import { ErrorBody } from '../common/http/error-body.dto.js';
import { type RequestInfo, type ApiContract, ApiContracts } from '../common/http/api-contracts.js';
import { addErrors, errorsKey } from '../common/http/fails.js';
import { idempotentKey } from '../idempotency/idempotent.interceptor.js';
import {
  IdempotencyKeyReused,
  InternalError,
  MalformedRequest,
  StillRunning,
  TooManyRequests,
  ValidationFailed,
} from '../common/http/request.errors.js';
import { shop } from '../common/http/shop.contract.js';
import type { ShopErrorType } from '../common/http/shop-error.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & {
  [accessKey]?: Access;
  [errorsKey]?: ShopErrorType[];
  [idempotentKey]?: true;
};

/** One page in the selector: a contract, of which shop's is told to customers and to staff apart. */
interface Told {
  name: string;
  title: string;
  about: string;
  owns: (path: string) => boolean;
}

const isAdmin = (path: string) => path.startsWith('/api/admin');

const toldOf = (contracts: ApiContracts): Told[] =>
  contracts.all.flatMap((contract) => {
    const own = { ...contract, owns: (path: string) => contracts.at(path) === contract && !isAdmin(path) };
    return contract === shop ? [own, admin] : [own];
  });

const admin: Told = {
  name: 'admin',
  title: 'Magazin: admin',
  about: 'For staff. Sign in at `/api/login` of the shop document; what a role may do stands at each endpoint.',
  owns: isAdmin,
};

/** One OpenAPI document for each. */
export function documentsOf(app: NestFastifyApplication): Record<string, OpenAPIObject> {
  const contracts = app.get(ApiContracts);
  const whole = SwaggerModule.createDocument(app, frame(contracts), {
    extraModels: [ErrorBody],
    operationIdFactory: (controller, method) => camel(controller.replace('Controller', ''), method),
  });
  for (const [path, operations] of Object.entries(whole.paths))
    for (const [method, operation] of Object.entries(operations as Record<string, Operation>))
      complete(operation, contracts.at(path), { id: exampleId, method: method.toUpperCase(), url: path });
  return Object.fromEntries(
    toldOf(contracts).map(({ name, title, about, owns }) => {
      const paths = Object.fromEntries(
        Object.entries(whole.paths)
          .filter(([path]) => owns(path))
          .map(([path, operations]) => [contracts.at(path).asWritten?.(path) ?? path, operations]),
      );
      const info = { ...whole.info, title, description: about };
      return [name, withUsedParts({ ...whole, info, paths })];
    }),
  );
}

const exampleId = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11';

/** Swagger's pages at `/docs`, a selector of documents on top, made when somebody first looks. */
export function serveDocuments(app: NestFastifyApplication): void {
  const names = toldOf(app.get(ApiContracts)).map(({ name }) => name);
  let made: Record<string, OpenAPIObject> | undefined;
  const documents = () => (made ??= documentsOf(app));
  for (const name of names)
    app
      .getHttpAdapter()
      .getInstance()
      .get(`/docs/${name}/openapi.json`, async () => documents()[name]);
  SwaggerModule.setup('docs', app, () => documents()['shop'] as OpenAPIObject, {
    raw: false,
    explorer: true,
    customSiteTitle: 'Magazin API',
    swaggerOptions: {
      urls: names.map((name) => ({ name, url: `/docs/${name}/openapi.json` })),
      persistAuthorization: true,
    },
  });
}

function frame(contracts: ApiContracts) {
  const document = new DocumentBuilder()
    .setVersion('1')
    .addTag('Auth', 'Register, sign in and out')
    .addTag('Customer', 'Profile, addresses, guests')
    .addTag('Catalogue', 'Products, categories, brands')
    .addTag('Bucket', 'What somebody means to buy')
    .addTag('Order', 'What somebody bought')
    .addTag('Payment', 'Paying, and giving back')
    .addTag('Fulfilment', 'Parcels, tracking, returns')
    .addTag('Mail', 'What was written to customers')
    .addTag('Operations', 'For whoever runs the shop')
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-Guest-Token', description: '`guest_token` of `POST /api/guest`' },
      'guest',
    );
  for (const { name, token } of contracts.all) document.addSecurity(name, token);
  return document.build();
}

const operationsOf = ({ paths }: OpenAPIObject): Operation[] =>
  Object.values(paths).flatMap((path) => Object.values(path as Record<string, Operation>));

/** What is true of every endpoint is said here, so that no controller has to. */
function complete(operation: Operation, contract: ApiContract, asked: RequestInfo): void {
  // Swagger shows a summary as it stands, and only a description as Markdown.
  const [summary = '', more] = (operation.summary ?? '').split(/(?<=[.:]) (.*)/s, 2);
  Object.assign(operation, { summary: summary.replace(/[.:]$/, ''), description: more });
  const access = operation[accessKey];
  const fails = (...errors: ShopErrorType[]) => addErrors(operation, errors, contract, asked);
  fails(...(operation[errorsKey] ?? []));
  if (operation[idempotentKey]) fails(StillRunning, IdempotencyKeyReused);
  for (const key of [accessKey, errorsKey, idempotentKey] as const) delete operation[key];
  if (access !== 'public') {
    operation.security = access === 'guest' ? [{ [contract.name]: [] }, { guest: [] }] : [{ [contract.name]: [] }];
    fails(NotAuthenticated, TokenInvalid);
    if (Array.isArray(access)) fails(PermissionDenied);
    if (Array.isArray(access))
      operation.description =
        `${operation.description ?? ''}\n\nFor: ${[...access, 'admin'].map((role) => `\`${role}\``).join(', ')}.`.trim();
  }
  if (operation.requestBody) fails(ValidationFailed, MalformedRequest);
  else if (operation.parameters?.some((parameter) => 'in' in parameter && parameter.in !== 'path'))
    fails(ValidationFailed);
  fails(TooManyRequests, InternalError);
}

/** Leaves out the schemas, tags and ways to sign in that no endpoint of this document leads to. */
function withUsedParts(document: OpenAPIObject): OpenAPIObject {
  const { schemas = {}, securitySchemes = {} } = document.components ?? {};
  const operations = operationsOf(document);
  const used = new Set<string>();
  const follow = (part: unknown) => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      follow(schemas[name]);
    }
  };
  follow(document.paths);
  const tags = new Set(operations.flatMap((operation) => operation.tags ?? []));
  const schemes = new Set(operations.flatMap(({ security = [] }) => security.flatMap((each) => Object.keys(each))));
  return {
    ...document,
    tags: document.tags?.filter(({ name }) => tags.has(name)),
    components: {
      ...document.components,
      schemas: only(schemas, used),
      securitySchemes: only(securitySchemes, schemes),
    },
  };
}

const only = <Part>(parts: Record<string, Part>, names: Set<string>): Record<string, Part> =>
  Object.fromEntries(Object.entries(parts).filter(([name]) => names.has(name)));

const camel = (noun: string, verb: string) =>
  noun.charAt(0).toLowerCase() + noun.slice(1) + verb.charAt(0).toUpperCase() + verb.slice(1);
