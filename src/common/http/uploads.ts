import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyAdapter, RouteConfig } from '@nestjs/platform-fastify';
import type { MultipartFileStream } from '@nestjs/platform-fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { UnsupportedMediaType } from './request.errors.js';

/** Lets a route accept files: multipart and CSV. They are read after the guards have admitted the request. */
export const AcceptsUploads = (): MethodDecorator => RouteConfig({ uploads: true });

const accepts = ({ is404, routeOptions }: FastifyRequest) => is404 || 'uploads' in routeOptions.config;

export interface UploadRequest extends Omit<FastifyRequest, 'file'> {
  file?: MultipartFileStream;
}

/** The uploaded file, from a form or from the body itself. @throws UnsupportedMediaType */
export function uploadOf({ file, body }: UploadRequest): Readable {
  if (file) return file.stream;
  if (body instanceof Readable) return body;
  throw new UnsupportedMediaType();
}

/** The schema of a form with one file, for Swagger. */
export const fileBody = {
  schema: {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', format: 'binary' } },
  },
};

/** Registers the media types of uploads; all other routes answer them with 415. */
@Injectable()
export class Uploads implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance();
    fastify.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
    fastify.addHook('preValidation', (request, _reply, done) => {
      const type = request.headers['content-type'];
      const upload = type !== undefined && /^(multipart\/|text\/csv)/i.test(type) && !accepts(request);
      done(upload ? new UnsupportedMediaType() : undefined);
    });
  }
}
