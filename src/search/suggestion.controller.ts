import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CachedResponse } from '../catalog/cache.interceptor.js';
import { Public } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { SuggestionQuery, Suggestions } from './suggestion.dto.js';
import { SuggestionQueries } from './suggestion.queries.js';

@ApiTags('Catalog')
@Controller('api/search/suggestions')
@Public()
@CachedResponse()
export class SuggestionController {
  constructor(private readonly suggestions: SuggestionQueries) {}

  /** Suggest products, categories, brands and popular searches for what is typed so far: ten in all at most. Carries an `ETag`, as lists of products do. */
  @Get()
  list(@Query() { q }: SuggestionQuery, @BaseUrl() base: string): Promise<Suggestions> {
    return this.suggestions.suggest(q, base);
  }
}
