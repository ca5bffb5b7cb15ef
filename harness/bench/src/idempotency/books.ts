import { type DoneOrder } from './traffic.ts';

/** The expected content of one database of orders. */
export class Books {
  /** Orders that were answered for: without a charge, and with one. */
  orders = 0;
  checkouts = 0;
  /** Those that are asked for again. */
  readonly done: DoneOrder[] = [];

  constructor(
    readonly name: string,
    readonly databaseUrl: string,
  ) {}
}
