import type { OpenAPIObject } from '@nestjs/swagger';

interface Schema {
  type?: string | string[];
  format?: string;
  pattern?: string;
  nullable?: boolean;
  enum?: unknown[];
  example?: unknown;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  items?: Schema & { $ref?: string };
  properties?: Record<string, Schema>;
  $ref?: string;
}

interface Response {
  content?: Record<string, { schema?: Schema }>;
}

/** What the decorators write is OpenAPI 3.0; and formats that follow from a name or an example are told once, here. */
export function completeSchemas(document: OpenAPIObject): void {
  document.openapi = '3.1.0';
  walk(document.components?.schemas ?? {});
  walk(document.paths);
  namePages(document);
}

function walk(part: object): void {
  for (const [key, value] of Object.entries(part)) {
    if (typeof value !== 'object' || value === null || key === 'example' || key === 'examples') continue;
    if (key === 'properties')
      for (const [name, schema] of Object.entries(value as Record<string, Schema>)) addFormat(name, schema);
    if (key === 'parameters' && Array.isArray(value))
      for (const { name, schema } of value as { name: string; schema?: Schema }[]) if (schema) addFormat(name, schema);
    walk(value);
    modernize(value as Schema);
  }
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const moment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const day = /^\d{4}-\d\d-\d\d$/;
const uuidNames = /(^|_)uuid$/;
const momentNames = /(^|_)(at|created|updated|expires|due)$|^(date|time)_/;

function addFormat(name: string, schema: Schema): void {
  // What a client has sent as the id of its request, which may be any text.
  if (name === 'request_id') return;
  if (schema.type !== 'string' || schema.format || schema.pattern || schema.enum) return;
  const example = typeof schema.example === 'string' ? schema.example : undefined;
  const looksLike = (pattern: RegExp, names?: RegExp) => (example ? pattern.test(example) : names?.test(name));
  if (looksLike(uuid, uuidNames)) schema.format = 'uuid';
  else if (looksLike(moment, momentNames)) schema.format = 'date-time';
  else if (looksLike(day)) schema.format = 'date';
}

/** Numbers are integers, but for those that say `format: double`; tools read patterns without the flag that `\p{…}` needs. */
function modernize(schema: Schema): void {
  if (schema.pattern?.includes('\\p{')) delete schema.pattern;
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
