import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CachedResponse } from '../catalog/cache.interceptor.js';
import { Public } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { Store } from './store.dto.js';
import { StoreService } from './store.service.js';

@ApiTags('Store')
@Controller('api/store')
@Public()
@CachedResponse()
export class StoreController {
  constructor(private readonly store: StoreService) {}

  /** What a front end needs to know about the shop when it starts. Carries an `ETag`; a change is shown within two seconds. */
  @Get()
  get(@BaseUrl() base: string): Promise<Store> {
    return this.store.get(base);
  }
}
