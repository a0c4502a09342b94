import { ListQuery, SluggedPageQuery } from '../common/http/paging.dto.js';
import { SearchText } from '../common/text/canonical.js';

export class TaxonomyQuery extends SluggedPageQuery {
  /** Words, each part of the name; those of one or two letters, the beginning of a word. Capitals and marks make no difference. @example "fru" */
  @SearchText(100)
  search?: string;
}

export class TaxonomyListQuery extends ListQuery {
  /** Words, each part of the name; those of one or two letters, the beginning of a word. Capitals and marks make no difference. @example "fru" */
  @SearchText(100)
  search?: string;
}
