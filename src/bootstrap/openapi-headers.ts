import type { OpenAPIObject } from '@nestjs/swagger';

type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

/** Every header of an answer that a client may want. */
const headers = {
  'X-Request-Id': { description: 'Give it to support: every log line of the request carries it.', type: 'string' },
  'Retry-After': { description: 'Seconds after which the same call may succeed.', type: 'integer' },
  'WWW-Authenticate': { description: 'How to authenticate (RFC 6750).', type: 'string' },
  'Idempotent-Replayed': { description: '`true` where the answer is that of an earlier call.', type: 'string' },
  'Content-Disposition': { description: 'The name of the file.', type: 'string' },
} as const;

export const headerComponents = (): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, { description, type }]) => [name, { description, schema: { type } }]),
  );

interface Response {
  headers?: Headers;
  content?: Record<string, unknown>;
}

export function addHeaders(
  responses: Record<string, Response>,
  { access, idempotent }: { access: boolean; idempotent: boolean },
): void {
  for (const [status, response] of Object.entries(responses)) {
    const good = status.startsWith('2');
    const file = Object.keys(response.content ?? {}).some((type) => !type.includes('json'));
    const names: Record<keyof typeof headers, boolean> = {
      'X-Request-Id': true,
      'Retry-After': ['429', '503'].includes(status) || (idempotent && status === '409'),
      'WWW-Authenticate': access && ['401', '403'].includes(status),
      'Idempotent-Replayed': idempotent && good,
      'Content-Disposition': good && file,
    };
    response.headers = {
      ...Object.fromEntries(
        Object.entries(names)
          .filter(([, sent]) => sent)
          .map(([name]) => [name, { $ref: `#/components/headers/${name}` }]),
      ),
      ...response.headers,
    };
  }
}
