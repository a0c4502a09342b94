import { Migration } from '@mikro-orm/migrations';

/** Titles are compared by the one function that is the same in each locale, where `lower()` may know no letter but ASCII. */
export class Letters extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    // Titles that were two to `lower()` and are one now.
    this.addSql(`
      update canned_answers set title = left(title, 88) || ' ' || id
      where exists (select from canned_answers other where other.id < canned_answers.id and shop.letters(other.title) = shop.letters(canned_answers.title))
    `);
    this.addSql(indexesOn((text) => `shop.letters(${text})`));
  }

  override down(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(indexesOn((text) => `lower(${text})`));
  }
}

const indexesOn = (folded: (text: string) => string): string => `
  drop index canned_answers_title;
  create unique index canned_answers_title on canned_answers (${folded('title')});
`;
