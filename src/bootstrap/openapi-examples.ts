import type { OpenAPIObject } from '@nestjs/swagger';
import { isDeepStrictEqual } from 'node:util';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Extract<Schemas[string], { type?: unknown }>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { in: string }>;

/** What the demo shop has at the addresses that begin so. */
const pathExamples: Record<string, string> = {
  '/api/products/{uuid}': '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33',
  '/api/admin/products/{uuid}': '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33',
  '/api/wishlist/{product_uuid}': '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33',
  '/api/categories/{uuidOrSlug}': 'fruit',
  '/api/brands/{uuidOrSlug}': 'chiquita',
  '/api/payments/webhooks/{provider}': 'mock',
  '/api/admin/exchange-rates/{currency}': 'PLN',
  '/api/admin/roles/{name}': 'accounting',
};

/**
 * Swagger's page fills a request with the examples of its document, so that they have to be one that can be sent: whatever may be
 * left out is, but for the fields of a body's own example (`@Example`).
 *
 * @param body of `@Example`
 */
export function addExamples(operation: Operation, path: string, schemas: Schemas, body?: object): void {
  for (const parameter of operation.parameters ?? []) if ('in' in parameter) completeParameter(parameter, path);
  if (!operation.requestBody || !('content' in operation.requestBody)) return;
  const content = operation.requestBody.content['application/json'];
  if (!content?.schema) return;
  const example = body ?? sampleOf(content.schema, schemas);
  if (body || !isDeepStrictEqual(example, {})) content.example = example;
}

/** The example of a filter would filter: it is part of the description. */
function completeParameter(parameter: Parameter, path: string): void {
  const schema = parameter.schema as Schema | undefined;
  if (!schema) return;
  if (parameter.in === 'path') {
    const [found] = Object.entries(pathExamples).filter(([start]) => path.startsWith(start));
    if (found?.[0].includes(`{${parameter.name}}`)) schema.example = found[1];
    return;
  }
  if (parameter.required) return;
  const example = (schema.example ?? parameter.example) as string | number | string[] | undefined;
  delete schema.example;
  delete parameter.example;
  if (example === undefined || schema.enum) return;
  parameter.description = [parameter.description, `For example \`${[example].flat().join(', ')}\`.`]
    .filter(Boolean)
    .join(' ');
}

/** The examples of all that must be there. */
function sampleOf(schema: Schemas[string], schemas: Schemas): unknown {
  if ('$ref' in schema) return sampleOf(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
  const { example, properties, required, items, enum: options, allOf, anyOf } = schema;
  if (example !== undefined) return example;
  if (options) return options[0];
  const [part] = allOf ?? anyOf ?? [];
  if (part) return sampleOf(part, schemas);
  if (items) return [sampleOf(items, schemas)];
  if (!properties) return schema.default ?? (schema.type === 'string' ? 'string' : undefined);
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required?.includes(name))
      .map(([name, property]) => [name, sampleOf(property, schemas)]),
  );
}
