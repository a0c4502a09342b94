import type { FastifyRequest } from 'fastify';

/** A JSON request that also knows its body as it came, byte for byte: what signatures are made over. */
export interface RawBodyRequest extends FastifyRequest {
  rawBody?: string;
}
