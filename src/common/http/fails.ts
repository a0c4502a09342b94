import { ApiExtension } from '@nestjs/swagger';
import { isDeepStrictEqual } from 'node:util';
import type { RequestInfo, ApiContract } from './api-contracts.js';
import type { ShopErrorType } from './shop-error.js';

export const errorsKey = 'x-errors';

/** Declares the coded errors of an endpoint; Swagger shows each with an example body. */
export const Fails = (...errors: ShopErrorType[]): MethodDecorator => ApiExtension(errorsKey, errors);

export const exampleKey = 'x-body';

/** The body that Swagger's page sends unless its user changes it; without it, one of all required fields. It must succeed in the demo shop. */
export const Example = (body: object): MethodDecorator => ApiExtension(exampleKey, body);

type Examples = Record<string, { value: object }>;

interface Operation {
  responses: Record<string, unknown>;
}

/** Adds errors, rendered by the contract, to the responses of a generated operation. */
export function addErrors(
  operation: Operation,
  errors: ShopErrorType[],
  contract: ApiContract,
  request: RequestInfo,
): void {
  for (const type of errors) {
    const details = type.code === 4000 ? contract.invalidExample(request) : null;
    const { status, body, headers = {} } = contract.refusal(new type(details, exampleWait[type.status]), request);
    const declared = operation.responses[status] as
      | (Partial<ReturnType<typeof responseOf>> & { headers?: object })
      | undefined;
    const examples = declared?.content?.['application/json'].examples ?? {};
    // A contract may render two errors with one body.
    if (Object.values(examples).some(({ value }) => isDeepStrictEqual(value, body))) continue;
    const names = [...Object.keys(headers), ...Object.keys(declared?.headers ?? {})];
    operation.responses[status] = {
      ...responseOf({ ...examples, [type.error]: { value: body } }, contract),
      headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    };
  }
}

/** Seconds, by status. */
const exampleWait: Record<number, number> = { 429: 60, 503: 1 };

const responseOf = (examples: Examples, contract: ApiContract) => ({
  description: Object.values(examples)
    .map(({ value }) => sentenceOf(value))
    .join('<br>'),
  content: { 'application/json': { schema: contract.errorSchema, examples } },
});

const sentenceOf = ({ code, message, ...rest }: { code?: unknown; message?: unknown }): string =>
  typeof code === 'number' && typeof message === 'string'
    ? `\`${code}\` ${message}`
    : `\`${JSON.stringify({ code, message, ...rest })}\``;
