import { sql } from 'kysely';
import type { AnswerDto, RatingSummary } from '../common/rating/rating.dto.js';
import { iso } from './sql.js';

/** In a query on rows with a `rating` from 1 to 5. */
export const ratingSummary = sql<RatingSummary>`json_build_object(
  'average', round(avg(rating), 2)::float8,
  'count', count(*)::int,
  'distribution', json_build_object(
    '1', count(*) filter (where rating = 1), '2', count(*) filter (where rating = 2), '3', count(*) filter (where rating = 3),
    '4', count(*) filter (where rating = 4), '5', count(*) filter (where rating = 5)
  )
)`;

/** In a query on rows with an `answer` and when it was given. */
export const answerOf = sql<AnswerDto | null>`case when answer is not null
  then json_build_object('text', answer, 'date', ${iso('answered_at')}) end`;

/** How the public sees who wrote something, in a query that joins `customers`. */
export const authorName = sql<string>`coalesce(nullif(trim(customers.first_name), ''), 'Customer')`;
