import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';

/** RFC 9110, weak: the same text means the same, whatever the encoding on the way. */
export const etagOf = (body: string | Buffer): string => `W/"${createHash('sha1').update(body).digest('base64')}"`;

/**
 * Marks an answer that may be kept with its `ETag`, and empties it with 304 for whoever has it already. What may not be
 * kept has none: nobody could ask about it.
 */
export function answerConditionally(request: FastifyRequest, reply: FastifyReply, body: unknown): unknown {
  if (!reply.hasHeader('Cache-Control')) void reply.header('Cache-Control', 'no-store');
  if (reply.getHeader('Cache-Control') === 'no-store') return body;
  if (!reply.hasHeader('ETag') && (typeof body === 'string' || body instanceof Buffer))
    void reply.header('ETag', etagOf(body));
  const [known, etag] = [request.headers['if-none-match'], reply.getHeader('ETag')];
  if (known === undefined || etag === undefined || weak(known) !== weak(String(etag))) return body;
  void reply.code(304);
  return '';
}

const weak = (etag: string): string => etag.replace(/^W\//, '');
