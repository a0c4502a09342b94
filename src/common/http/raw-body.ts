import type { FastifyRequest } from 'fastify';

/** A JSON request with its unparsed body, byte for byte, for checking signatures. */
export interface RawBodyRequest extends FastifyRequest {
  rawBody?: string;
}
