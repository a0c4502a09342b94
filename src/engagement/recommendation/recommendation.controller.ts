import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductUuidPipe, UuidOrSlug } from '../../catalog/product-uuid.pipe.js';
import { AllowAnonymous, AllowGuest, type Caller, Me, MeIfKnown, Public } from '../../common/http/access.js';
import { BaseUrl } from '../../common/http/base-url.js';
import { Fails } from '../../common/http/fails.js';
import { ProductNotFound } from '../../stock/stock.errors.js';
import type { BucketSuggestions, HomePage, RelatedProducts } from './recommendation.dto.js';
import { RecommendationQueries } from './recommendation.queries.js';

@ApiTags('Recommendation')
@Controller('api')
export class RecommendationController {
  constructor(private readonly queries: RecommendationQueries) {}

  /** Show the home page. Rows of products chosen for you, each with its reason. Without a token, what is trending and new. */
  @Get('home')
  @AllowAnonymous()
  home(@MeIfKnown() me: Caller | undefined, @BaseUrl() base: string): Promise<HomePage> {
    return this.queries.home(me?.id, base);
  }

  /** List products that go with one. */
  @Get('products/:uuid/related')
  @UuidOrSlug()
  @Public()
  @Fails(ProductNotFound)
  related(@Param('uuid', ProductUuidPipe) uuid: string, @BaseUrl() base: string): Promise<RelatedProducts> {
    return this.queries.related(uuid, base);
  }

  /** List products that go with those in your bucket. */
  @Get('bucket/suggestions')
  @AllowGuest()
  suggestions(@Me() me: Caller, @BaseUrl() base: string): Promise<BucketSuggestions> {
    return this.queries.suggestions(me.id, base);
  }
}
