import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';
import { folded } from '../database/folded.js';

const SearchTermSchema = defineEntity({
  name: 'SearchTerm',
  tableName: 'search_terms',
  properties: {
    day: p.date().primary(),
    term: p.string().length(100).primary(),
    searches: p.integer(),
    /** Of those: searches that found nothing. */
    without_result: p.integer(),
  },
});

/** How often something was searched for on a day; by whom is not stored. */
export class SearchTerm extends SearchTermSchema.class {
  [PrimaryKeyProp]?: ['day', 'term'];
}

const SearchVisitorSchema = defineEntity({
  name: 'SearchVisitor',
  tableName: 'search_visitors',
  properties: {
    term: p.string().length(100).primary(),
    /** A keyed hash of the term and the network: it tells two visitors of one term apart, and connects no two terms. */
    visitor: p.string().length(22).primary(),
    /** The last one. */
    day: p.date().index('search_visitors_of_day'),
  },
});

/** That a term has found something for different visitors; of each term a few. */
export class SearchVisitor extends SearchVisitorSchema.class {
  [PrimaryKeyProp]?: ['term', 'visitor'];
}

export const foldedTerm = folded('term');

const PopularSearchSchema = defineEntity({
  name: 'PopularSearch',
  tableName: 'popular_searches',
  properties: {
    term: p.string().length(100).primary(),
    searches: p.integer(),
  },
  indexes: [
    {
      name: 'popular_searches_search',
      expression: `create index popular_searches_search on popular_searches using gin ((${foldedTerm}) gin_trgm_ops)`,
    },
  ],
});

/** What is suggested: the most frequent terms of the last weeks that several visitors have found something with. */
export class PopularSearch extends PopularSearchSchema.class {
  [PrimaryKeyProp]?: 'term';
}

SearchTermSchema.setClass(SearchTerm);
SearchVisitorSchema.setClass(SearchVisitor);
PopularSearchSchema.setClass(PopularSearch);
export { PopularSearchSchema, SearchTermSchema };
