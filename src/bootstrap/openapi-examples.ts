import type { OpenAPIObject } from '@nestjs/swagger';
import { isDeepStrictEqual } from 'node:util';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Extract<Schemas[string], { type?: unknown }>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { in: string }>;

const demoProduct = { example: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33' };
const invoiceNumber = { pattern: String.raw`^INV-\d{4}-\d{6,12}$` };
const creditNoteNumber = { pattern: String.raw`^CRN-\d{4}-\d{6,12}$` };

/** The last parameter of the addresses that begin so: what the demo shop has there, and the form of what is no uuid. */
const pathParameters: Record<string, { example?: string; pattern?: string; maxLength?: number }> = {
  '/api/products/{uuid}': demoProduct,
  '/api/admin/products/{uuid}': demoProduct,
  '/api/wishlist/{product_uuid}': demoProduct,
  '/api/categories/{uuidOrSlug}': { example: 'fruit', maxLength: 200 },
  '/api/brands/{uuidOrSlug}': { example: 'chiquita', maxLength: 200 },
  '/api/payments/webhooks/{provider}': { example: 'mock' },
  '/api/admin/exchange-rates/{currency}': { example: 'PLN', pattern: '^[A-Z]{3}$' },
  '/api/admin/roles/{name}': { example: 'accounting', pattern: '^[a-z][a-z0-9_]{1,39}$' },
  '/api/admin/orders/{order_uuid}/tags/{tag}': { example: 'fragile', maxLength: 30 },
  '/api/orders/{order_uuid}/invoices/{number}': invoiceNumber,
  '/api/orders/{order_uuid}/credit-notes/{number}': creditNoteNumber,
  '/media/{name}': { pattern: String.raw`^[0-9a-f]{64}-\d+\.webp$` },
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
    const found = Object.entries(pathParameters).find(
      ([start]) => path.startsWith(start) && start.endsWith(`{${parameter.name}}`),
    );
    Object.assign(schema, found?.[1]);
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
