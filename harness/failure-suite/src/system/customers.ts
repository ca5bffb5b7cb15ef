import {
  Customer,
  type CustomerDeps,
  type CustomerResponse,
  DrawnOrders,
  SeededRandom,
  type Shopper,
  type UsedTotals,
} from '@holdfast/witness';
import { readerName } from './order-readers.ts';

/** The name of the suite's own customer before and after a scenario. */
export const probeName = 'probe';

/** True for requests of the suite itself, apart from the scenario's customers. */
export const isOfTheSuite = ({ shopper }: CustomerResponse): boolean =>
  shopper === probeName || shopper === readerName;

/** A scenario's customers. */
export interface Customers {
  /** A part of their addresses. */
  readonly tag: string;
  readonly seeds: readonly [number, number];
  /** Orders are read while the scenario runs, and not only once it is healed. */
  readonly mayRead: boolean;
}

/** Half of the customers have an app with `@holdfast/checkout-client`. */
const clientShare = 0.5;
/** Their apps draw from other seeds than their carts. */
const firstApp = 1_000_000;

export interface NewCustomer extends Pick<CustomerDeps, 'url' | 'pastLabTo' | 'signal' | 'keep'> {
  /** 1-based, in its scenario. */
  readonly number: number;
  readonly customers: Customers;
  readonly totals: UsedTotals;
  readonly domain: string;
}

/** A customer with a unique address in the domain, with orders and an app of its own. */
export function newCustomer(
  name: string,
  { number, customers, totals, domain, ...deps }: NewCustomer,
): Customer {
  const { seeds } = customers;
  const drawn = new DrawnOrders(new SeededRandom(...seeds, number), totals);
  const app = new SeededRandom(...seeds, firstApp + number);
  // Capitals are part of the address, but not of who it is.
  const mailbox = `${name.replaceAll(/[^A-Za-z0-9]+/g, '.')}.${number}.${drawn.letters()}`;
  return new Customer(name, `${mailbox}${domain}`, {
    ...deps,
    surname: drawn.surname(),
    draw: () => drawn.next(),
    clientRandom: app.isLucky(clientShare) ? () => app.next() : undefined,
  });
}

/** The customer, whose every request passes through `track`. */
export function trackedShopper(customer: Customer, track: <T>(work: Promise<T>) => Promise<T>): Shopper {
  return {
    name: customer.name,
    email: customer.email,
    checkOut: (options) => track(customer.checkOut(options)),
    refund: (orderId, options) => track(customer.refund(orderId, options)),
    get: (path, options) => track(customer.get(path, options)),
    send: (method, path, options) => track(customer.send(method, path, options)),
  };
}
