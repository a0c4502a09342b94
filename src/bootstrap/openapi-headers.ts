import type { OpenAPIObject } from '@nestjs/swagger';

type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** Every header of an answer that a client may want. */
const headers = {
  'X-Request-Id': { description: 'Give it to support: every log line of the request carries it.', type: 'string' },
  'Retry-After': { description: 'Seconds after which the same call may succeed.', type: 'integer' },
  'WWW-Authenticate': { description: 'How to authenticate (RFC 6750).', type: 'string' },
  'Idempotent-Replayed': { description: '`true` where the answer is that of an earlier call.', type: 'string' },
  'Content-Disposition': { description: 'The name of the file.', type: 'string' },
  'Set-Cookie': {
    description: 'The refresh token, which scripts cannot read; at a sign-out, that there is none any more.',
    type: 'string',
  },
  ETag: { description: 'Of the answer: send it back as `If-None-Match`.', type: 'string' },
} as const;

export const headerComponents = (): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, { description, type }]) => [name, { description, schema: { type } }]),
  );

const reference = (name: keyof typeof headers) => ({ [name]: { $ref: `#/components/headers/${name}` } });

interface Marks {
  idempotent: boolean;
  /** Answers 304 where the client has the answer already. */
  revalidated: boolean;
}

/** What browsers show, and do not save. */
const shown = /json|^text\/(html|plain)$|^image\//;

interface Response {
  description: string;
  headers?: Headers;
  content?: Record<string, unknown>;
}

/** After its errors, which name their challenges. */
export function addHeaders(operation: Operation, { idempotent, revalidated }: Marks): void {
  const responses = operation.responses as Record<string, Response>;
  if (revalidated) {
    responses[304] = { description: 'Not modified: what the client has is what there is.' };
    (operation.parameters ??= []).push({
      name: 'If-None-Match',
      in: 'header',
      required: false,
      description: '`ETag` of the answer that the client has.',
      schema: { type: 'string' },
    });
  }
  for (const [status, response] of Object.entries(responses)) {
    const good = status.startsWith('2');
    const file = Object.keys(response.content ?? {}).some((type) => !shown.test(type));
    response.headers = {
      ...reference('X-Request-Id'),
      ...(['429', '503'].includes(status) || (idempotent && status === '409') ? reference('Retry-After') : {}),
      ...(idempotent && good ? reference('Idempotent-Replayed') : {}),
      ...(good && file ? reference('Content-Disposition') : {}),
      ...(revalidated && (good || status === '304') ? reference('ETag') : {}),
      ...response.headers,
    };
  }
}
