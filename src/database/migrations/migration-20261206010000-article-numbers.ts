import { Migration } from '@mikro-orm/migrations';

/** Another number is no misspelled one, nor is another article number where a product has this one: INS115 beside INS114. */
const hasSpellings = `term !~ '[0-9]{6}|^qq[0-9]+$' and not (term ~ '[0-9]' and exists (select from shop.vocabulary where word = term))`;

const changes: [routine: string, before: string, after: string][] = [
  ['asked', `term !~ '[0-9]{6}'`, hasSpellings],
  ['similar_to', `term !~ '[0-9]{6}'`, hasSpellings],
  // A single letter is what somebody begins to type; beside other words, it is a word.
  [
    'asked',
    `forms := term;`,
    `forms := term || case when cardinality(terms) = 1 then ' | ' || term || ':*AB' else '' end;`,
  ],
];

/** A search for an article number that is there finds no others, and one for a letter finds what begins with it. */
export class ArticleNumbers extends Migration {
  override up(): void {
    for (const [routine, before, after] of changes) this.addSql(replaced(routine, before, after));
  }

  override down(): void {
    for (const [routine, before, after] of changes) this.addSql(replaced(routine, after, before));
  }
}

const replaced = (routine: string, from: string, to: string): string =>
  `do $do$ begin execute replace(pg_get_functiondef('shop.${routine}'::regproc), $from$${from}$from$, $to$${to}$to$); end $do$`;
