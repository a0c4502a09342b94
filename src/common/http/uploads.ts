import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyAdapter, RouteConfig } from '@nestjs/platform-fastify';
import type { MultipartFileStream } from '@nestjs/platform-fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { UnsupportedMediaType } from './request.errors.js';

/**
 * Lets a route accept files: multipart, CSV and Excel workbooks. They are read after the guards have admitted the request.
 *
 * @param mostBytes what its interceptor accepts, for the error that names it
 */
export const AcceptsUploads = (mostBytes: number): MethodDecorator => RouteConfig({ uploads: true, mostBytes });

/** Lets a route be called by an HTML form, or by a mail program that unsubscribes its user. What they send is not read. */
export const AcceptsForms = (): MethodDecorator => RouteConfig({ forms: true });

/** Lets a route read a larger body than the others. @param bodyLimit bytes */
export const LargeBody = (bodyLimit: number): MethodDecorator => RouteConfig({ bodyLimit });

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Of tables that are sent as they are. */
export const tableTypes = ['text/csv', 'text/tab-separated-values', 'application/vnd.ms-excel', workbook];
const uploads = new RegExp(`^(multipart/|${tableTypes.map((type) => type.replaceAll('.', '\\.')).join('|')})`, 'i');
const forms = /^(multipart\/|application\/x-www-form-urlencoded)/i;

function isRefused({ is404, routeOptions: { config }, headers }: FastifyRequest): boolean {
  const type = headers['content-type'] ?? '';
  const isAccepted = ('uploads' in config && uploads.test(type)) || ('forms' in config && forms.test(type));
  return !is404 && !isAccepted && (uploads.test(type) || forms.test(type));
}

/** Whether the body is a file, which is read after the guards have admitted the request. */
export const isUpload = ({ routeOptions: { config } }: FastifyRequest): boolean =>
  config !== undefined && 'uploads' in config;

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

/** Registers the media types of uploads and forms; all other routes answer them with 415. */
@Injectable()
export class Uploads implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance();
    fastify.addContentTypeParser(tableTypes, (_request, payload, done) => done(null, payload));
    fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, _body, done) =>
      done(null),
    );
    fastify.addHook('preValidation', (request, _reply, done) =>
      done(isRefused(request) ? new UnsupportedMediaType() : undefined),
    );
  }
}

/** A JSON request with its unparsed body, byte for byte, for checking signatures. */
export interface RawBodyRequest extends FastifyRequest {
  rawBody?: string;
}
