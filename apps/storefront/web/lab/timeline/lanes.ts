import { type EdgeConfig } from '@holdfast/lab-api';

/** A row of the timeline: all instances of one role. */
export interface Lane {
  /** `checkout`, `stripe`, `postgres` */
  readonly role: string;
  readonly name: string;
  /** Folded until it is opened. */
  readonly isStore: boolean;
}

type Edge = Pick<EdgeConfig, 'from' | 'to' | 'protocol'>;

const names: Readonly<Record<string, string>> = {
  shopper: 'customers',
  stripe: 'Stripe',
  mail: 'mail server',
  postgres: 'Postgres',
  redis: 'Redis',
};

/** Every shop has these, in the order of an order's way. */
const usual = ['shopper', 'checkout', 'payments', 'stripe', 'recommendations', 'email', 'mail'];
const last = ['email', 'mail'];
const stores = ['postgres', 'redis'];

/** `checkout-2` is an instance of checkout; the local Stripe is Stripe. */
export function roleOf(process: string): string {
  const role = process.replace(/-\d+$/, '');
  return role === 'stripe-simulator' ? 'stripe' : role;
}

export const laneName = (role: string): string => names[role] ?? role;

/** `payments`, `payments-2`, `Stripe` */
export function processName(process: string): string {
  const role = roleOf(process);
  return names[role] ?? process;
}

export const isStoreRole = (role: string): boolean => stores.includes(role);

/** All lanes of these edges, stores last. Services that only this shop has stand before email. */
export function lanesOf(edges: readonly Edge[]): readonly Lane[] {
  const known = edges.length === 0 ? [...usual, ...stores] : edges.flatMap(({ from, to }) => [from, to]);
  const roles = new Set(known.map(roleOf));
  const services = [...roles].filter((role) => !usual.includes(role) && !isStoreRole(role)).sort();
  const inOrder = [...usual.filter((role) => !last.includes(role)), ...services, ...last, ...stores];
  return inOrder
    .filter((role) => roles.has(role))
    .map((role) => ({ role, name: laneName(role), isStore: isStoreRole(role) }));
}
