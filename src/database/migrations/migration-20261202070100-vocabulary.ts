import { Migration } from '@mikro-orm/migrations';

/** A shared lock while a product brings words, so that none is forgotten that one is about to have. */
export class Vocabulary extends Migration {
  override up(): void {
    this.addSql(learnWords(`perform pg_advisory_xact_lock_shared(hashtext('vocabulary'));`));
  }

  override down(): void {
    this.addSql(learnWords(''));
  }
}

const learnWords = (lock: string): string => `
  create or replace function shop.learn_words() returns trigger language plpgsql as $$
    begin
      ${lock}
      insert into shop.vocabulary
        select word from unnest(tsvector_to_array(ts_filter(new.search, '{a,b}'))) as words(word)
        where length(word) between 4 and 40 and word !~ '[0-9]{6}'
          and not exists (select from shop.vocabulary known where known.word = words.word);
      return null;
    end $$;
`;
