/** Does work so often at once; `turn` counts from 0. */
export const many = <Result>(times: number, work: (turn: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: times }, (_, turn) => work(turn)));
