import { Injectable } from '@nestjs/common';
import type { DocumentBuilder, OpenAPIObject } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { shop } from './shop.contract.js';
import { MethodNotAllowed, NoSuchRoute, TooLarge, UnsupportedMediaType } from './request.errors.js';
import type { ShopError, ShopErrorType } from './shop-error.js';
import type { FieldErrors } from './shop-validation.pipe.js';

/** What an error response may depend on. */
export type RequestInfo = Pick<FastifyRequest, 'id' | 'method' | 'url'>;

export interface ErrorResponse {
  status: number;
  body: object;
  headers?: Record<string, string>;
}

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** A documented API of this server: its addresses, where its token stands, and how its errors look. */
export interface ApiContract {
  name: string;
  title: string;
  /** Markdown, on top of its Swagger page. */
  description: string;
  /** Prefixes of its addresses, such as `/api/v1`; unknown addresses below them get its errors too. */
  prefixes: readonly string[];
  tokenOf(headers: FastifyRequest['headers']): string | undefined;
  /** Where the token stands, for Swagger. */
  securityScheme: Parameters<DocumentBuilder['addSecurity']>[1];
  /** A path as the original document writes it, with or without its trailing slash; both are answered. */
  documentedPath?(path: string): string;
  refusal(error: ShopError, asked: RequestInfo): ErrorResponse;
  /** The schema of every error body. */
  errorSchema: Schema;
  /** An example of a validation error, for Swagger. */
  invalidExample(asked: RequestInfo): FieldErrors[];
}

const transportErrors: ShopErrorType[] = [NoSuchRoute, MethodNotAllowed, TooLarge, UnsupportedMediaType];

/** Whether an endpoint rejects its input; false for errors of the transport, of the server and of rate limits. */
export const refusesInput = ({ type }: ShopError): boolean =>
  type.status < 500 && type.status !== 429 && !transportErrors.includes(type);

/** The path without query and trailing slashes. A run of them is looked at from its beginning alone, as an address may be full of them. */
export const pathOf = (url: string): string => (url.split('?', 1)[0] ?? '').replace(/(?<!\/)\/+$/, '');

/** The contracts of this server. The others register themselves; every address they do not claim belongs to shop. */
@Injectable()
export class ApiContracts {
  private readonly others: ApiContract[] = [];

  add(contract: ApiContract): void {
    this.others.push(contract);
  }

  get all(): ApiContract[] {
    return [shop, ...this.others];
  }

  forUrl(url: string): ApiContract {
    const path = `${pathOf(url)}/`;
    return this.others.find(({ prefixes }) => prefixes.some((prefix) => path.startsWith(`${prefix}/`))) ?? shop;
  }
}
