import type { OpenAPIObject } from '@nestjs/swagger';

interface Schema {
  type?: string | string[];
  format?: string;
  pattern?: string;
  nullable?: boolean;
  enum?: unknown[];
  example?: unknown;
  default?: unknown;
  maxLength?: number;
  description?: string;
  required?: string[];
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  items?: Schema & { $ref?: string };
  properties?: Record<string, Schema>;
  $ref?: string;
}

interface Parameter {
  name: string;
  in: string;
  schema?: Schema;
}

interface Response {
  content?: Record<string, { schema?: Schema }>;
}

/** What the decorators write is OpenAPI 3.0; and what follows for all schemas from a name or an example is told once, here. */
export function completeSchemas(document: OpenAPIObject): void {
  document.openapi = '3.1.0';
  const schemas = document.components?.schemas ?? {};
  const bodies = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ requestBody }) => requestBody),
  );
  const sent = referencedParts(bodies, document);
  for (const [name, schema] of Object.entries(schemas)) {
    walk(schema, !sent.has(name));
    if (sent.has(name)) releaseDefaults(schema as Schema);
  }
  walk(document.paths, true);
  for (const body of bodies) if (body) takeFilesAsTheyAre(body as Response);
  namePages(document);
}

/** The names of the components that a part of the document refers to, and of those that these refer to. */
export function referencedParts(part: unknown, { components }: OpenAPIObject): Set<string> {
  const found = new Set<string>();
  const follow = (each: unknown) => {
    for (const [, name = ''] of JSON.stringify(each).matchAll(/"#\/components\/\w+\/([^"]+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      if (components?.schemas?.[name]) follow(components.schemas[name]);
    }
  };
  follow(part);
  return found;
}

/** @param isAnswer what it shows is so always: what a client may send, only its decorators know */
function walk(part: object, isAnswer: boolean): void {
  for (const [key, value] of Object.entries(part)) {
    if (typeof value !== 'object' || value === null || key === 'example' || key === 'examples') continue;
    if (key === 'properties' && isAnswer)
      for (const [name, schema] of Object.entries(value as Record<string, Schema>)) addFormat(name, schema);
    if (key === 'parameters' && Array.isArray(value))
      for (const { name, in: where, schema } of value as Parameter[])
        // One that says its length takes slugs, too.
        if (where === 'path' && schema && !schema.maxLength && uuidNames.test(name)) schema.format = 'uuid';
    walk(value, isAnswer && key !== 'requestBody');
    modernize(value as Schema);
  }
}

/** What may be left out is not required; and what has a default is there always, as tools read it, so that its description says it. */
function releaseDefaults(schema: Schema): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.default === undefined) continue;
    if (schema.required?.includes(name)) schema.required = schema.required.filter((each) => each !== name);
    if (property.default !== '')
      property.description =
        `${property.description ?? ''} Left out, it is \`${JSON.stringify(property.default)}\`.`.trim();
    delete property.default;
  }
}

/** A decorator knows one schema for all media types: only a form has fields. */
function takeFilesAsTheyAre({ content = {} }: Response): void {
  for (const [type, body] of Object.entries(content))
    if (!/json|^multipart\//.test(type)) body.schema = { type: 'string', format: 'binary' };
}

/** What examples look like, and names where the example is null. */
const formats: [format: string, looks: RegExp, names?: RegExp][] = [
  ['uuid', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, /(^|_)(uuid|parent|product)$/],
  ['date-time', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/, /(^|_)(at|created|updated|expires|due|revoked|waiting)$|^(date|time)_/],
  ['date', /^\d{4}-\d\d-\d\d$/],
  // Letters of any script may stand before the `@`, so that it is not `email`.
  ['idn-email', /^[^<>@\s]+@[^<>@\s]+$/, /(^|_)email$/],
  // Without `PUBLIC_URL` they begin with their path.
  ['uri-reference', /^([a-z]+:\/\/|\/\w)/, /^(image|photo|next|previous)$|_url$/],
];
const uuidNames = /(^|_)uuid$/;
/** Texts of any form: what a client has sent as the id of its request, versions, and what staff paste as the page of a carrier. */
const freeNames = new Set(['request_id', 'version', 'tracking_url']);

function addFormat(name: string, schema: Schema): void {
  if (freeNames.has(name)) return;
  if (schema.type === 'array' && schema.items) {
    const example = Array.isArray(schema.example) ? (schema.example[0] as unknown) : schema.items.example;
    if (example !== undefined) addFormatTo(schema.items, '', example);
  } else addFormatTo(schema, name, schema.example);
}

function addFormatTo(schema: Schema, name: string, example: unknown): void {
  if (schema.type !== 'string' || schema.format || schema.pattern || schema.enum) return;
  const [format] =
    formats.find(([, looks, names]) => (typeof example === 'string' ? looks.test(example) : names?.test(name))) ?? [];
  if (format) schema.format = format;
}

/**
 * Numbers are integers, but for those that say `format: double`. Tools read patterns without the flag that `\p{…}` needs, and many
 * of them no look-around.
 */
function modernize(schema: Schema): void {
  if (schema.pattern?.includes('\\p{')) delete schema.pattern;
  if (schema.pattern) schema.pattern = schema.pattern.replaceAll(/\(\?<?[=!][^()]*\)/g, '');
  if (schema.type === 'number' && schema.format !== 'double') schema.type = 'integer';
  if (schema.nullable === undefined) return;
  const { nullable, allOf, oneOf, ...rest } = schema;
  delete schema.nullable;
  if (!nullable) return;
  if (allOf || oneOf) {
    delete schema.allOf;
    delete schema.oneOf;
    delete schema.type;
    schema.anyOf = [...(allOf ?? oneOf ?? []), { type: 'null' }];
  } else if (typeof rest.type === 'string') {
    schema.type = [rest.type, 'null'];
    if (schema.enum) schema.enum = [...new Set([...schema.enum, null])];
  }
}

const pageProperties = new Set(['count', 'count_is_estimate', 'next', 'previous', 'results']);
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** Pages of a list become schemas with a name, which typed clients need. */
function namePages(document: OpenAPIObject): void {
  const schemas = (document.components ??= {}).schemas as Record<string, Schema>;
  for (const path of Object.values(document.paths))
    for (const { responses } of Object.values(path as Record<string, { responses?: Record<string, Response> }>))
      for (const { content } of Object.values(responses ?? {}))
        for (const body of Object.values(content ?? {})) {
          const row = body.schema?.properties?.['results']?.items?.$ref?.split('/').at(-1);
          if (!row || !body.schema) continue;
          const more = Object.keys(body.schema.properties ?? {}).filter((name) => !pageProperties.has(name));
          const kind = body.schema.properties?.['count_is_estimate'] ? 'List' : 'Page';
          const name = [row.replace(/Dto$/, ''), kind, ...more.map((name) => `With${capital(name)}`)].join('');
          schemas[name] ??= body.schema;
          body.schema = { $ref: `#/components/schemas/${name}` };
        }
}
