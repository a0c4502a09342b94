import { defineEntity, p } from '@mikro-orm/core';
import { v7 } from 'uuid';

const CannedAnswerSchema = defineEntity({
  name: 'CannedAnswer',
  tableName: 'canned_answers',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    title: p.string().length(100),
    text: p.text(),
    created_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [
    {
      name: 'canned_answers_title',
      expression: 'create unique index canned_answers_title on canned_answers (shop.letters(title))',
    },
  ],
});

/** The person and the number that a text is filled with. */
export interface Placeholders {
  name: string;
  number: string;
}

/** A text that staff send often. */
export class CannedAnswer extends CannedAnswerSchema.class {
  fill({ name, number }: Placeholders): string {
    const values = { first_name: salutationOf(name), number };
    return this.text.replaceAll(placeholder, (_, key: keyof typeof values) => values[key]);
  }
}

const placeholder = /\{\{(first_name|number)\}\}/g;

/** A text whose `{{…}}` all have a value. */
export const cannedTextPattern = /^(?:(?!\{\{)[^]|\{\{(?:first_name|number)\}\})*$/;

/** One word, since a stranger may have typed anything as a name, and it is mailed. */
const salutationOf = (name: string): string =>
  /^[\p{L}\p{M}'’-]{1,40}$/u.exec(name.trim().split(/\s/)[0] ?? '')?.[0] ?? 'there';

CannedAnswerSchema.setClass(CannedAnswer);
export { CannedAnswerSchema };
