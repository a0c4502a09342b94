import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiContracts } from '../common/http/api-contracts.js';
import { clientAddress } from '../common/http/request-id.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import type { LoginInput } from './auth.dto.js';

/** Where a sign-in comes from. */
export interface ClientInfo {
  address: string;
  userAgent: string;
  /** A token that is sent although none is needed, expired or not: it shows that the device is known. */
  token?: string;
}

const Request = createParamDecorator((_: unknown, context: ExecutionContext): FastifyRequest =>
  context.switchToHttp().getRequest(),
);

/** Finds the token where the contract of the address has it. */
@Injectable()
class ClientPipe implements PipeTransform<FastifyRequest, ClientInfo> {
  constructor(private readonly contracts: ApiContracts) {}

  transform({ url, headers }: FastifyRequest): ClientInfo {
    const token = this.contracts.forUrl(url).tokenOf(headers);
    return { address: clientAddress(), userAgent: headers['user-agent'] ?? '', ...(token && { token }) };
  }
}

export const Client = (): ParameterDecorator => Request(ClientPipe);

/** Where only staff sign in, a customer's account is answered like one that does not exist. */
export type Accounts = 'all' | 'staff';

export interface Credentials {
  /** A username or an email; `kind` says which, where the client did. */
  login: string;
  kind: 'username' | 'email';
  password: string;
  /** Of the second factor, where the account has one. */
  code?: string;
}

/** @throws ValidationFailed */
export function credentialsOf({ username, email, password, code }: LoginInput): Credentials {
  if (username !== undefined) return { login: username, kind: 'username', password, ...(code && { code }) };
  if (email !== undefined) return { login: email, kind: 'email', password, ...(code && { code }) };
  throw new ValidationFailed([{ field: 'username', errors: ['username or email must be given'] }]);
}
