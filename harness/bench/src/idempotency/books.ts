import { type DoneOrder } from './traffic.ts';

/** The expected content of one database of orders. */
export class Books {
  /** Orders with a response: without a charge, and with one. */
  orders = 0;
  checkouts = 0;
  /** Orders that are requested again. */
  readonly done: DoneOrder[] = [];

  constructor(
    readonly name: string,
    readonly databaseUrl: string,
  ) {}
}
