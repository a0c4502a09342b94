import { applyDecorators, Header } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
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
  if (sent === undefined || etag === undefined) return body;
  const known = sent.split(',').map(opaqueTag);
  if (!known.includes(opaqueTag(String(etag)))) return body;
  void reply.code(304);
  return '';
}

export const revalidatedKey = 'x-revalidated';

/** Tells Swagger that the answer has an `ETag`, by which it is revalidated. */
export const TellsETag = (): ClassDecorator & MethodDecorator => ApiExtension(revalidatedKey, true);

/** An answer that everybody may keep, and must ask about before it is used again. */
export const Revalidated = (): MethodDecorator =>
  applyDecorators(Header('Cache-Control', 'public, no-cache'), TellsETag());

const opaqueTag = (etag: string): string => etag.trim().replace(/^W\//, '');
