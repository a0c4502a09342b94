import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { Config } from '../config/config.js';
import { signingSecret } from '../config/secret.js';
import { PopularSearchService } from './popular-search.service.js';
import { SearchRecorder } from './search-recorder.js';
import { SuggestionController } from './suggestion.controller.js';
import { SuggestionQueries } from './suggestion.queries.js';
import { VisitorHash } from './visitor-hash.js';
import { VocabularyService } from './vocabulary.service.js';

@Module({
  imports: [CatalogModule],
  controllers: [SuggestionController],
  providers: [
    {
      provide: VisitorHash,
      useFactory: async (config: Config) => new VisitorHash(await signingSecret(config)),
      inject: [Config],
    },
    SearchRecorder,
    PopularSearchService,
    VocabularyService,
    SuggestionQueries,
  ],
})
export class SearchModule {}
