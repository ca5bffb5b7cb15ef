import { escapeLiteral } from 'pg';

/** The statuses that a row can get, each with those from which it can. */
export type Moves = Readonly<Record<string, readonly string[]>>;

export interface Move {
  readonly moves: Moves;
  readonly to: string;
}

/** A change of status, for `updateRow`. */
export const move = <M extends Moves>(moves: M, to: keyof M & string): Move => ({ moves, to });

export const canMove = (moves: Moves, from: string, to: string): boolean =>
  moves[to]?.includes(from) === true;

/** The status `to`. @throws Error if there is no move from `from` to it. */
export function moved<M extends Moves, To extends keyof M & string>(moves: M, from: string, to: To): To {
  if (canMove(moves, from, to)) return to;
  throw new Error(`cannot go from ${from} to ${to}`);
}

/** The condition in SQL over the row `t` and the new status `g.status`. */
export function conditionOf(moves: Moves): string {
  const cases = Object.entries(moves).map(([to, from]) => ({ to, from: oneOf('t.status', from) }));
  const [first] = cases;
  if (first !== undefined && cases.every(({ from }) => from === first.from)) return first.from;
  return `(${cases.map(({ to, from }) => `${oneOf('g.status', [to])} and ${from}`).join(' or ')})`;
}

/** `t.status in ('paid', 'refunded')` */
export const oneOf = (column: string, constants: readonly unknown[]): string =>
  `${column} in (${constants.map((constant) => escapeLiteral(String(constant))).join(', ')})`;
