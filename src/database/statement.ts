/** SQL of a hot path: written once, planned once a connection, with no builder in between. */
export interface Statement<Row> {
  name: string;
  text: string;
  /** Never there: it says what a row is like. */
  row?: Row;
}

let made = 0;

/** Values stand for `$1`, `$2`, … @see Database.ask */
export const statement = <Row>(text: string): Statement<Row> => ({ name: `hot_${made++}`, text });
