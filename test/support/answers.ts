import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { appendFileSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

interface Operation {
  responses: Record<
    string,
    { description?: string; headers?: Record<string, unknown>; content?: Record<string, { schema?: object }> }
  >;
}

interface Documented {
  pattern: RegExp;
  methods: Record<string, Operation>;
  document: string;
  path: string;
}

export function validator(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // The package is CommonJS.
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addFormat('idn-email', /^[^@\s]+@[^@\s]+$/);
  return ajv;
}

const ajv = validator();

let paths: Documented[] | undefined;
const validators = new Map<string, ValidateFunction>();

function read(): Documented[] {
  return globSync('openapi/*.json')
    .flatMap((file) => {
      const document = JSON.parse(readFileSync(file, 'utf8'), closed) as {
        paths: Record<string, Record<string, Operation>>;
      };
      ajv.addSchema(document, basename(file));
      return Object.entries(document.paths).map(([path, methods]) => ({
        pattern: new RegExp(
          `^${path
            .replace(/\/$/, '')
            .replaceAll('.', '\\.')
            .replaceAll(/\{\w+\}/g, '[^/]+?')}$`,
        ),
        methods,
        document: basename(file),
        path,
      }));
    })
    .toSorted((a, b) => freeIn(a.path) - freeIn(b.path) || b.path.length - a.path.length);
}

/** Parameters of a path. The fewer match first, `/orders/bulk` before `/orders/{order_uuid}`; then what says more, `{number}.xml` before `{number}`. */
const freeIn = (path: string): number => path.split('{').length;

/** A property that is not documented is a fault too. */
const closed = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'properties' in value && !('additionalProperties' in value)
    ? { ...value, additionalProperties: false }
    : value;

/** Of staff who have to set up a second factor: on any route. */
const setupRequired = 3015;

interface Answered {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  body: unknown;
}

/** @throws Error where the OpenAPI documents say something else of the answer, or do not know it */
export function assertDocumented(method: string, url: string, { status, headers, body }: Answered): void {
  const { pathname: address } = new URL(url, 'http://localhost');
  const documented = (paths ??= read()).find(
    ({ pattern, methods }) => pattern.test(address.replace(/\/$/, '')) && methods[method.toLowerCase()],
  );
  if (!documented) return;
  const { document, path, methods } = documented;
  const name = `${method} ${path} ${status}`;
  const response = methods[method.toLowerCase()]?.responses[status];
  const { code } = Object(body) as { code?: unknown };
  if (status >= 400 && typeof code === 'number' && code !== setupRequired)
    if (!response?.description?.includes(`\`${code}\``))
      throw new Error(`openapi/${document} does not tell that ${name} can be ${code}`);
  if (!response) {
    if (status < 400) throw new Error(`openapi/${document} has no ${name}`);
    return;
  }
  assertHeadersTold(`openapi/${document}: ${name}`, status, headers, response.headers ?? {});
  if (!String(headers['content-type']).includes('json')) return;
  const validate = validators.get(name) ?? compile(documented, method.toLowerCase(), status);
  validators.set(name, validate);
  if (!validate(body))
    throw new Error(
      `${name} is not what openapi/${document} says: ${faultsOf(validate)}\n${JSON.stringify(body).slice(0, 2_000)}`,
    );
}

/** What a client looks for; of a success, what is told is there, too. */
const toldHeaders = [
  'WWW-Authenticate',
  'Set-Cookie',
  'Location',
  'Link',
  'ETag',
  'Content-Disposition',
  'Idempotent-Replayed',
];
const sentHeaders = ['Set-Cookie', 'Location', 'ETag', 'Content-Disposition'];

function assertHeadersTold(name: string, status: number, sent: Answered['headers'], told: object): void {
  const isSent = (header: string) => sent[header.toLowerCase()] !== undefined;
  const untold = toldHeaders.filter((header) => isSent(header) && !(header in told));
  const missing = sentHeaders.filter((header) => status < 300 && header in told && !isSent(header));
  if (untold.length > 0) throw new Error(`${name} does not tell of ${untold.join(', ')}`);
  if (missing.length > 0) throw new Error(`${name} tells of ${missing.join(', ')}, which is not there`);
}

const faultsOf = ({ errors }: ValidateFunction): string =>
  [
    ...new Set(
      errors?.map(
        ({ instancePath, message, params }) =>
          `${instancePath.replaceAll(/\d+/g, 'n')} ${message} ${JSON.stringify(params)}`,
      ),
    ),
  ].join(', ');

const answered = new Set<string>();

/** @param route as Fastify writes it, `/api/orders/:order_uuid` */
export const recordSuccess = (method: string, route = ''): unknown =>
  answered.add(`${method} ${route.replaceAll(/:(\w+)/g, '{$1}').replace(/\/$/, '')}`);

function compile({ document, path, methods }: Documented, method: string, status: number): ValidateFunction {
  const content = methods[method]?.responses[status]?.content ?? {};
  const type = Object.keys(content).find((each) => each.includes('json'));
  if (!type) return ajv.compile({});
  const pointer = ['paths', path, method, 'responses', String(status), 'content', type, 'schema']
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  return ajv.compile({ $ref: `${document}#/${pointer}` });
}

const fileIn = (folder: string): string => join(folder, 'answered.txt');

/** Remembers for the whole run which operations were answered with success. */
export function writeAnswered(folder: string): void {
  mkdirSync(folder, { recursive: true });
  appendFileSync(fileIn(folder), [...answered, ''].join('\n'));
  answered.clear();
}

/** Documented operations that no spec of the run was answered with success. */
export function neverAnswered(folder: string): string[] {
  const seen = new Set(readFileSync(fileIn(folder), 'utf8').split('\n'));
  return read()
    .flatMap(({ path, methods }) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\/$/, '')}`),
    )
    .filter((operation) => !seen.has(operation));
}
