import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { NotAuthenticated, PermissionDenied, SecondFactorSetupRequired, TokenInvalid } from '../auth/auth.errors.js';
import { type Access, accessKey } from '../common/http/access.js';
import { ErrorBody } from '../common/http/error-body.dto.js';
import { type RequestInfo, type ApiContract, ApiContracts } from '../common/http/api-contracts.js';
import { revalidatedKey } from '../common/http/etag.js';
import { addErrors, errorsKey, exampleKey } from '../common/http/fails.js';
import { idempotentKey } from '../idempotency/idempotent.interceptor.js';
import {
  CursorInvalid,
  IdempotencyKeyReused,
  InternalError,
  MalformedRequest,
  PageTooDeep,
  StillRunning,
  TooLarge,
  TooManyRequests,
  Unavailable,
  UnsupportedMediaType,
  ValidationFailed,
} from '../common/http/request.errors.js';
import { listedKey } from '../common/http/paging.js';
import { partialChanges, shop } from '../common/http/shop.contract.js';
import type { Config } from '../config/config.js';
import { refreshCookie } from '../staff-auth/refresh-cookie.service.js';
import { addExamples } from './openapi-examples.js';
import { addHeaders, headerComponents } from './openapi-headers.js';
import { completeSchemas, referencedParts } from './openapi-schemas.js';
import { amountPatterns } from '../common/money/is-amount.js';
import type { ShopErrorType } from '../common/http/shop-error.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & {
  [accessKey]?: Access;
  [errorsKey]?: ShopErrorType[];
  [exampleKey]?: object;
  [idempotentKey]?: true;
  [revalidatedKey]?: true;
  [listedKey]?: true;
};

const markKeys = [accessKey, errorsKey, exampleKey, idempotentKey, listedKey, revalidatedKey] as const;

/** One document of the selector: a contract; shop's is split into one for customers and one for staff. */
interface DocumentSpec {
  name: string;
  title: string;
  description: string;
  owns: (path: string) => boolean;
  /** Bodies that are other ones in this document. */
  examples?: Record<string, object>;
}

/** Of shop, and in the document of staff too. */
const signIn = ['/api/login', '/api/refresh', '/api/logout'];
const isAdmin = (path: string) => path.startsWith('/api/admin');

const documentSpecs = (contracts: ApiContracts): DocumentSpec[] =>
  contracts.all.flatMap((contract) => {
    const own = { ...contract, owns: (path: string) => contracts.forUrl(path) === contract && !isAdmin(path) };
    return contract === shop ? [own, admin] : [own];
  });

const admin: DocumentSpec = {
  name: 'admin',
  title: 'Magazin: admin',
  description: `For staff. Sign in at \`POST /api/login\` and give its \`access\` to «Authorize», or sign in at \`/api/admin/session\` in a browser; each endpoint names the permission that a role must have to use it.\n\n${partialChanges}`,
  owns: (path) => isAdmin(path) || signIn.includes(path),
  examples: { '/api/login': { username: 'admin', password: 'magazin-demo' } },
};

/** The names and titles of the documents that visitors may read. */
export const documentTitles = (contracts: ApiContracts, config: Config): { name: string; title: string }[] =>
  documentSpecs(contracts)
    .filter((document) => isShown(document, config.get('API_DOCS')))
    .map(({ name, title }) => ({ name, title }));

const isShown = (document: DocumentSpec, who: 'open' | 'customers' | 'closed'): boolean =>
  who === 'open' || (who === 'customers' && document !== admin);

/** One OpenAPI document for each. @param path of `PUBLIC_URL` */
export function documentsOf(app: NestFastifyApplication, path = ''): Record<string, OpenAPIObject> {
  const contracts = app.get(ApiContracts);
  const whole = SwaggerModule.createDocument(app, frame(contracts, path), {
    extraModels: [ErrorBody],
    operationIdFactory: (controller, method) => camel(controller.replace('Controller', ''), method),
  });
  namePatterns(whole);
  completeSchemas(whole);
  for (const [path, operations] of Object.entries(whole.paths))
    for (const [method, operation] of Object.entries(operations as Record<string, Operation>)) {
      addExamples(operation, path, whole.components?.schemas ?? {}, operation[exampleKey]);
      complete(operation, contracts.forUrl(path), { id: exampleId, method: method.toUpperCase(), url: path });
    }
  return Object.fromEntries(
    documentSpecs(contracts).map(({ name, title, description, owns, examples = {} }) => {
      const paths = Object.fromEntries(
        Object.entries(whole.paths)
          .filter(([path]) => owns(path))
          .map(([path, operations]) => [contracts.forUrl(path).documentedPath?.(path) ?? path, operations]),
      );
      const info = { ...whole.info, title, description };
      const document = structuredClone({ ...whole, info, paths });
      for (const [path, body] of Object.entries(examples))
        addExamples(document.paths[path]?.post ?? { responses: {} }, path, {}, body);
      return [name, withReferencedParts(document)];
    }),
  );
}

/** In place: amounts have as many decimals as the shop's currency. */
function namePatterns(part: object): void {
  for (const [key, value] of Object.entries(part)) {
    const pattern = key === 'pattern' && amountPatterns[value];
    if (pattern) Object.assign(part, { pattern: pattern().source });
    else if (typeof value === 'object' && value !== null) namePatterns(value);
  }
}

const exampleId = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11';

function frame(contracts: ApiContracts, path: string) {
  const document = new DocumentBuilder()
    .setVersion('1')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer(path || '/', 'This shop')
    .addTag('Auth', 'Register, sign in and out')
    .addTag('Staff sign-in', 'Session of the dashboard, second factors, API keys')
    .addTag('Customer', 'Profile, addresses, guests')
    .addTag('Store', 'What a front end needs to know when it starts')
    .addTag('Catalog', 'Products, categories, brands')
    .addTag('Bucket', 'The open cart of a customer or guest')
    .addTag('Order', 'Checkout, orders, coupons, shipping methods')
    .addTag('Wishlist', 'Products to keep in mind, for guests too')
    .addTag('History', 'Viewed and bought products')
    .addTag('Recommendation', 'Home page, related products, suggestions')
    .addTag('Payment', 'Payments, webhooks, refunds')
    .addTag('Fulfilment', 'Parcels, tracking, returns')
    .addTag('Support', 'Tickets of customers and visitors, canned answers')
    .addTag('Notification', 'Mails that customers ask for or agree to')
    .addTag('Mail', 'Mails to customers and their delivery')
    .addTag('Staff', 'Staff accounts, invitations, roles and their permissions')
    .addTag('Analytics', 'What is to be done, sales, products, customers; in figures and as CSV')
    .addTag('Operations', 'Health and metrics')
    .addTag('Audit', 'Who changed what')
    .addTag('Background jobs', 'What runs after a commit, and what failed')
    .addTag('Review', 'Reviews of products')
    .addTag('Store rating', 'Ratings of the store')
    .addTag('Settings', 'Settings of the shop')
    .addTag('Stock', 'Units on hand and allocated')
    .addTag('Cart', 'The cart of a customer')
    .addTag('JWT', 'Sign in and refresh')
    .addTag('Product', 'Products, categories, brands')
    .addTag('Shopping', 'Products and the shopping cart')
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-Guest-Token', description: '`guest_token` of `POST /api/guest`' },
      'guest',
    )
    .addCookieAuth(
      refreshCookie,
      { type: 'apiKey', in: 'cookie', description: 'Set by `POST /api/admin/session`' },
      refreshCookie,
    );
  for (const { name, securityScheme } of contracts.all) document.addSecurity(name, securityScheme);
  return document.build();
}

const operationsOf = ({ paths }: OpenAPIObject): Operation[] =>
  Object.values(paths).flatMap((path) => Object.values(path as Record<string, Operation>));

/** Adds what holds for every endpoint: who may use it, and the errors of access, input and limits. */
function complete(operation: Operation, contract: ApiContract, request: RequestInfo): void {
  // Swagger renders Markdown in a description only, so the first sentence becomes the summary.
  const [summary = '', more] = (operation.summary ?? '').split(/(?<=[.:]) (.*)/s, 2);
  Object.assign(operation, { summary: summary.replace(/[.:]$/, ''), description: more });
  const access = operation[accessKey];
  const fails = (...errors: ShopErrorType[]) => addErrors(operation, errors, contract, request);
  fails(...(operation[errorsKey] ?? []));
  const idempotent = operation[idempotentKey] === true;
  if (idempotent) fails(StillRunning, IdempotencyKeyReused);
  if (operation[listedKey]) fails(CursorInvalid, PageTooDeep);
  const marks = { idempotent, revalidated: operation[revalidatedKey] === true };
  for (const key of markKeys) delete operation[key];
  // Of a public route, what its own guard asks for.
  operation.security ??= [];
  if (access !== 'public') {
    const optional = access === 'anonymous' ? [{}] : [];
    const guest = access === 'guest' || access === 'anonymous' ? [{ guest: [] }] : [];
    operation.security = [{ [contract.name]: [] }, ...guest, ...optional];
    if (access !== 'anonymous') fails(NotAuthenticated);
    fails(TokenInvalid);
    if (access === 'staff' || typeof access === 'object') {
      const needed = access === 'staff' ? 'For all staff.' : `Requires the permission \`${access.permission}\`.`;
      fails(PermissionDenied, SecondFactorSetupRequired);
      operation.description = `${operation.description ?? ''}\n\n${needed}`.trim();
    }
  }
  if (operation.requestBody) fails(ValidationFailed, MalformedRequest, TooLarge, UnsupportedMediaType);
  else if (operation.parameters?.some((parameter) => 'in' in parameter && parameter.in !== 'path'))
    fails(ValidationFailed);
  fails(TooManyRequests, InternalError, Unavailable);
  addHeaders(operation, marks);
  describeResponses(operation);
}

/** What each answer of a status is, where no more is said of it. */
const meanings: Record<string, string> = {
  200: 'Done: what the request asked for.',
  201: 'Created: what there is now.',
  202: 'Accepted.',
  204: 'Done; there is nothing to say.',
};

function describeResponses({ responses }: Operation): void {
  for (const [status, response] of Object.entries(responses))
    if (response && 'description' in response) response.description ||= meanings[status] ?? '';
}

/** Drops the schemas, tags and security schemes that no endpoint of this document refers to. */
function withReferencedParts(document: OpenAPIObject): OpenAPIObject {
  const { schemas = {}, securitySchemes = {} } = document.components ?? {};
  const operations = operationsOf(document);
  const used = referencedParts(document.paths, document);
  const tags = new Set(operations.flatMap((operation) => operation.tags ?? []));
  const schemes = new Set(operations.flatMap(({ security = [] }) => security.flatMap((each) => Object.keys(each))));
  return {
    ...document,
    tags: document.tags?.filter(({ name }) => tags.has(name)),
    components: {
      ...document.components,
      headers: only(headerComponents(), used),
      schemas: only(schemas, used),
      securitySchemes: only(securitySchemes, schemes),
    },
  };
}

const only = <Part>(parts: Record<string, Part>, names: Set<string>): Record<string, Part> =>
  Object.fromEntries(Object.entries(parts).filter(([name]) => names.has(name)));

const camel = (noun: string, verb: string) =>
  noun.charAt(0).toLowerCase() + noun.slice(1) + verb.charAt(0).toUpperCase() + verb.slice(1);
