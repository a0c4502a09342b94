import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  NotForApiKeys,
  PasswordRequired,
  SecondFactorRequired,
  SecondFactorWrong,
  TooManyAttempts,
  WrongCredentials,
} from '../auth/auth.errors.js';
import { Client, type ClientInfo } from '../auth/credentials.js';
import { type Caller, Me, Requires, StaffRoute } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { PermissionLacking } from '../roles/roles.errors.js';
import { ApiKeyDto, ApiKeyInput, CreatedApiKey } from './api-key.dto.js';
import { ApiKeyService } from './api-key.service.js';
import { ApiKeyNotFound } from './staff-auth.errors.js';

@ApiTags('Staff sign-in')
@Controller('api/admin/api-keys')
@Requires('write:api_keys')
@StaffRoute({ sessionOnly: true })
export class ApiKeyAdminController {
  constructor(private readonly keys: ApiKeyService) {}

  /** List the API keys of all staff, latest first, revoked ones too. */
  @Get()
  @Requires('read:api_keys')
  @Listed(ApiKeyDto)
  @Fails(NotForApiKeys)
  list(@Query() page: ListQuery) {
    return this.keys.list(page);
  }

  /**
   * Create an API key, for a machine that uses routes of staff in your name. More than 15 minutes after your sign-in it takes your
   * `password`, and the `code` of your second factor, if any. It is dead at once when you are disabled, get another role, set a
   * new password by mail, or all your sessions are ended.
   */
  @Post()
  @Fails(
    NotForApiKeys,
    PermissionLacking,
    PasswordRequired,
    WrongCredentials,
    SecondFactorRequired,
    SecondFactorWrong,
    TooManyAttempts,
  )
  create(@Me() me: Caller, @Body() input: ApiKeyInput, @Client() client: ClientInfo): Promise<CreatedApiKey> {
    return this.keys.create(me, input, client);
  }

  /** Revoke an API key: it is dead at once. */
  @Delete(':uuid')
  @HttpCode(204)
  @Fails(ApiKeyNotFound, NotForApiKeys)
  revoke(@Me() me: Caller, @Param('uuid', uuidOr(ApiKeyNotFound)) uuid: string): Promise<void> {
    return this.keys.revoke(me, uuid);
  }
}
