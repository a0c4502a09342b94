import { Injectable } from '@nestjs/common';
import type { DocumentBuilder, OpenAPIObject } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { shop } from './shop.contract.js';
import { MethodNotAllowed, NoSuchRoute, TooLarge, UnsupportedMediaType } from './request.errors.js';
import type { ShopError, ShopErrorType } from './shop-error.js';
import type { FieldErrors } from './validation.pipe.js';

/** What a refusal may depend on. */
export type RequestInfo = Pick<FastifyRequest, 'id' | 'method' | 'url'>;

export interface ErrorResponse {
  status: number;
  body: object;
  headers?: Record<string, string>;
}

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** A documented API that the server speaks: where, how a client says who it is, and what a failure looks like. */
export interface ApiContract {
  name: string;
  title: string;
  /** For the front of its Swagger page; Markdown. */
  description: string;
  /** What its addresses begin with, `/api/v1`: everything below is answered its way, known or not. */
  prefixes: readonly string[];
  tokenOf(headers: FastifyRequest['headers']): string | undefined;
  /** The same for Swagger. */
  securityScheme: Parameters<DocumentBuilder['addSecurity']>[1];
  /** An address as the original document writes it, with or without a slash at the end: both are answered. */
  documentedPath?(path: string): string;
  refusal(error: ShopError, asked: RequestInfo): ErrorResponse;
  /** What Swagger says of every refusal's body. */
  errorSchema: Schema;
  /** A wrong input of an endpoint as Swagger shows one. */
  invalidExample(asked: RequestInfo): FieldErrors[];
}

const ofTheRequest: ShopErrorType[] = [NoSuchRoute, MethodNotAllowed, TooLarge, UnsupportedMediaType];

/** Whether an endpoint refuses what it was sent, and not the server the request as such or its number. */
export const refusesInput = ({ type }: ShopError): boolean =>
  type.status < 500 && type.status !== 429 && !ofTheRequest.includes(type);

/** The address alone: no query, no slash at the end. */
export const pathOf = (url: string): string => (url.split('?', 1)[0] ?? '').replace(/\/+$/, '');

/** Every contract of this server. Those beside shop register themselves; what none of them has claimed is shop's. */
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
