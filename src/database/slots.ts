import type { Compilable } from 'kysely';
import { type Statement, statement } from './statement.js';

type Values = Record<string, string | number>;

/** A query that was built once, with {@link slots} where its values go. */
export interface Slotted<Row> {
  statement: Statement<Row>;
  fill: (values: Values) => unknown[];
}

/**
 * Building a large query takes longer than PostgreSQL takes to answer it. So it is built and compiled once, for slots in
 * place of values: a text that may be a part of a longer one, or a number that nothing else is.
 */
export const slots = {
  text: (name: string): string => `{${name}}`,
  number: (at: number): number => -1_000_000_000 - at,
};

let made = 0;

/** @param numbers the names of the number slots, in order */
export function slotted<Row>(query: Compilable<Row>, texts: string[], numbers: string[] = []): Slotted<Row> {
  const { sql, parameters } = query.compile();
  const fillers = parameters.map((parameter) => fillerOf(parameter, texts, numbers));
  return {
    statement: statement<Row>(`slotted_${made++}`, sql),
    fill: (values) => fillers.map((filler) => filler(values)),
  };
}

function fillerOf(parameter: unknown, texts: string[], numbers: string[]): (values: Values) => unknown {
  const number = numbers.find((_, at) => parameter === slots.number(at));
  if (number) return (values) => values[number];
  if (typeof parameter !== 'string') return () => parameter;
  const text = texts.find((name) => parameter.includes(slots.text(name)));
  if (!text) return () => parameter;
  const [before = '', after = ''] = parameter.split(slots.text(text));
  return before || after ? (values) => `${before}${values[text]}${after}` : (values) => values[text];
}
