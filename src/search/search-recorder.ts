import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from '../common/http/request-id.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { dayOf } from '../config/calendar.js';
import { networkOf } from '../operations/network.js';
import { VisitorHash } from './visitor-hash.js';

const recordedRoute = '/api/products';
const flushIntervalMs = 5_000;
/** Between two flushes. */
const maxTerms = 5_000;
const maxTermsPerDay = 10_000;
const maxLength = 100;
/** As of a telephone number. */
const maxDigits = 6;

/** Of a term: more make it no more popular. */
const maxVisitors = 10;

interface Counts {
  searches: number;
  without_result: number;
  /** Networks of visitors for whom it has found something; what is written are their hashes. */
  visitors: Set<string>;
}

/** Values: the day, and by term its text and its counts. Of terms that are new to the day, as many as there is room for. */
const addSearches = statement(
  'search_terms_add',
  `
  insert into search_terms (day, term, searches, without_result)
  select $1::date, seen.term, seen.searches, seen.without_result
  from unnest($2::text[], $3::int[], $4::int[]) with ordinality seen (term, searches, without_result, place)
  where seen.place <= ${maxTermsPerDay} - (select count(*) from search_terms where day = $1::date)
    or exists (select from search_terms where day = $1::date and search_terms.term = seen.term)
  order by seen.term
  on conflict (day, term) do update set searches = search_terms.searches + excluded.searches,
    without_result = search_terms.without_result + excluded.without_result
`,
);

/** Values: the day, and terms with a visitor of each. A term that was not counted has no visitors either. */
const addVisitors = statement(
  'search_visitors_add',
  `
  insert into search_visitors (term, visitor, day)
  select seen.term, seen.visitor, $1::date from unnest($2::text[], $3::text[]) seen (term, visitor)
  where exists (select from search_terms where day = $1::date and search_terms.term = seen.term)
    and ((select count(*) from search_visitors known where known.term = seen.term) < ${maxVisitors}
      or exists (select from search_visitors known where known.term = seen.term and known.visitor = seen.visitor))
  order by seen.term, seen.visitor
  on conflict (term, visitor) do update set day = excluded.day where search_visitors.day < excluded.day
`,
);

/**
 * Counts what is searched for, and what finds nothing. A hook of Fastify notes it in memory when an answer is sent, from the
 * response cache too; every five seconds the counts are written; of who searched, only hashes that tell the first few visitors of a term apart. A crash loses what was not written.
 */
@Injectable()
export class SearchRecorder implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger('Analytics');
  private terms = new Map<string, Counts>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly database: Database,
    private readonly visitors: VisitorHash,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onSend', (request, reply, payload, done) => {
      if (request.routeOptions.url === recordedRoute) this.note(request, reply, payload);
      done(null, payload);
    });
    this.timer = setInterval(() => void this.flush(), flushIntervalMs).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** Writes what was counted until now. Never fails: what cannot be written is lost. */
  async flush(): Promise<void> {
    const terms = [...this.terms];
    if (terms.length === 0) return;
    this.terms = new Map();
    await this.write(dayOf(new Date()), terms).catch((error) => this.log.error(error));
  }

  private async write(day: string, terms: [string, Counts][]): Promise<void> {
    const counts = terms.map(([, each]) => each);
    await this.database.query(addSearches, [
      day,
      terms.map(([term]) => term),
      counts.map(({ searches }) => searches),
      counts.map(({ without_result }) => without_result),
    ]);
    const found = terms.flatMap(([term, { visitors }]) =>
      [...visitors].map((network) => [term, this.visitors.of(term, network)] as const),
    );
    if (found.length === 0) return;
    const [names, visitors] = [found.map(([term]) => term), found.map(([, visitor]) => visitor)];
    await this.database.query(addVisitors, [day, names, visitors]);
  }

  private note({ method, query }: FastifyRequest, { statusCode }: FastifyReply, payload: unknown): void {
    const { search, page = '1' } = query as Record<string, unknown>;
    if (method !== 'GET' || statusCode !== 200 || page !== '1') return;
    const term = typeof search === 'string' ? searchTerm(search) : undefined;
    if (term === undefined || (!this.terms.has(term) && this.terms.size === maxTerms)) return;
    const counts = this.terms.get(term) ?? { searches: 0, without_result: 0, visitors: new Set() };
    counts.searches++;
    if (startOf(payload) === foundNothing) counts.without_result++;
    else if (counts.visitors.size < maxVisitors) counts.visitors.add(networkOf(clientAddress()));
    this.terms.set(term, counts);
  }
}

/** How a list of the shop begins that has no rows. */
const foundNothing = '{"count":0,';

const startOf = (payload: unknown): string =>
  payload instanceof Buffer || typeof payload === 'string' ? String(payload.slice(0, foundNothing.length)) : '';

/** What may be about a person is left out. */
function searchTerm(search: string): string | undefined {
  const term = search
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .trim();
  const digits = term.match(/\d/g)?.length ?? 0;
  return term === '' || term.length > maxLength || term.includes('@') || digits > maxDigits ? undefined : term;
}
