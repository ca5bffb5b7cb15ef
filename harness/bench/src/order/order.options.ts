import { parseOptions, UsageError, wholeNumber } from '../command-line.ts';

export interface OrderOptions {
  /** Numbers of clients, one column each. */
  readonly clients: readonly number[];
  readonly rounds: number;
  /** Orders of each measurement; with one client, a third. */
  readonly orders: number;
  readonly isRunning: boolean;
  readonly isThroughLab: boolean;
  readonly countsStatements: boolean;
  readonly isJson: boolean;
}

function clientsIn(text: string): number[] {
  const numbers = text.split(',').map(Number);
  if (numbers.every((number) => Number.isInteger(number) && number >= 1 && number <= 1_000)) return numbers;
  throw new UsageError(`--clients is "${text}": it must be whole numbers from 1 to 1000, such as 32,1.`);
}

/**
 * `--clients N,N` (default 32,1), `--orders N`, `--rounds N`, `--quick`, `--running`, `--lab`,
 * `--statements`, `--json`.
 */
export function readOptions(args: readonly string[]): OrderOptions {
  const values = parseOptions(args, {
    clients: { type: 'string', default: '32,1' },
    orders: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    running: { type: 'boolean', default: false },
    lab: { type: 'boolean', default: false },
    statements: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  if (values.running && (values.lab || values.statements))
    throw new UsageError('--running measures a stack as it runs: leave out --lab and --statements.');
  return {
    clients: clientsIn(values.clients),
    rounds: wholeNumber('rounds', values.rounds, 1, values.quick ? 1 : 3),
    orders: wholeNumber('orders', values.orders, 10, values.quick ? 150 : 450),
    isRunning: values.running,
    isThroughLab: values.lab,
    countsStatements: values.statements,
    isJson: values.json,
  };
}
