import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';

/** A weak entity tag (RFC 9110): equal for the same text in any transfer encoding. */
export const etagOf = (body: string | Buffer): string => `W/"${createHash('sha1').update(body).digest('base64')}"`;

/**
 * Adds an `ETag` to a cacheable answer, and answers 304 without a body to a client that already has it. Answers marked
 * `no-store` get none.
 */
export function answerConditionally(request: FastifyRequest, reply: FastifyReply, body: unknown): unknown {
  if (!reply.hasHeader('Cache-Control')) void reply.header('Cache-Control', 'no-store');
  if (reply.getHeader('Cache-Control') === 'no-store') return body;
  if (!reply.hasHeader('ETag') && (typeof body === 'string' || body instanceof Buffer))
    void reply.header('ETag', etagOf(body));
  const [sent, etag] = [request.headers['if-none-match'], reply.getHeader('ETag')];
  if (sent === undefined || etag === undefined || opaqueTag(sent) !== opaqueTag(String(etag))) return body;
  void reply.code(304);
  return '';
}

const opaqueTag = (etag: string): string => etag.replace(/^W\//, '');
