import { type Cell } from '../scenario/scenario.ts';
import { type Operation } from '../scenario/readiness-box.ts';
import { type Point } from './crash-points.ts';
import { type PointFault } from './faults-of.ts';

/** What may come of breaking an edge at one phase: what the customer is told at first, and what follows. */
export interface Expectation {
  /** Of the first attempt: a status, 0 for no answer at all. */
  readonly first: readonly number[];
  readonly customerSees: string;
}

export const phaseOf = ({ direction }: Pick<Point, 'direction'>): Cell['phase'] =>
  direction === 'request' ? 'before the callee sees it' : 'after it ran, before a byte returns';

/** On a loaded machine another copy may have taken over what takes longer than a lease: then the customer is told to ask again. */
const inFlight = 409;

const answered = {
  first: [201, inFlight],
  customerSees: 'The answer is 201 as ever. What was broken is mended behind it.',
};
const orPending = {
  first: [201, 202, inFlight],
  customerSees: 'The order is paid, or taken as pending and paid soon after. It is charged once.',
};
const orRefused = {
  first: [0, 201, 202, inFlight, 503, 504],
  customerSees:
    'The order is paid or pending, refused with 503 or 504 and Retry-After, or not answered: asked again with its key it is one order, charged once.',
};
const orCut = {
  first: [0, 201, 202, inFlight, 503, 504],
  customerSees: 'The answer may be lost. Asked again with its key it is one order, charged once.',
};
const suggested = {
  first: [200],
  customerSees: 'Suggestions are shown, live, kept or popular ones, and said to be so.',
};
const orNoSuggestions = {
  first: [0, 200, 503],
  customerSees: 'The page may be lost; asked again it is there.',
};

type Table = Readonly<Record<string, Readonly<Record<PointFault, Expectation>>>>;

const same = (expectation: Expectation): Readonly<Record<PointFault, Expectation>> => ({
  'kill the sender': expectation,
  'kill the receiver': expectation,
  reset: expectation,
  'black hole': expectation,
});

const money: Table = {
  'shopper->checkout request': same(orCut),
  'shopper->checkout response': same(orCut),
  'checkout->postgres request': same(orRefused),
  'checkout->postgres response': same(orRefused),
  'checkout->payments request': { ...same(orPending), 'kill the sender': orCut },
  'checkout->payments response': { ...same(orPending), 'kill the receiver': orCut },
  'payments->postgres request': { ...same(orPending), 'kill the receiver': orRefused },
  'payments->postgres response': { ...same(orPending), 'kill the sender': orRefused },
  'payments->stripe request': same(orPending),
  'payments->stripe response': same(orPending),
};

const behind: Table = {
  'stripe->payments request': same(orPending),
  'stripe->payments response': same(orPending),
  'payments->redis request': same(orPending),
  'payments->redis response': same(orPending),
  'checkout->redis request': { ...same(answered), 'kill the sender': orCut },
  'checkout->redis response': { ...same(answered), 'kill the receiver': orCut },
  'email->redis request': same(answered),
  'email->redis response': same(answered),
  'email->postgres request': { ...same(answered), 'kill the receiver': orRefused },
  'email->postgres response': { ...same(answered), 'kill the sender': orRefused },
  'email->mail request': same(answered),
  'email->mail response': same(answered),
};

const suggestions: Table = {
  'shopper->checkout request': same(orNoSuggestions),
  'shopper->checkout response': same(orNoSuggestions),
  'checkout->recommendations request': { ...same(suggested), 'kill the sender': orNoSuggestions },
  'checkout->recommendations response': { ...same(suggested), 'kill the receiver': orNoSuggestions },
  'recommendations->postgres request': same(suggested),
  'recommendations->postgres response': same(suggested),
  'checkout->redis request': { ...same(suggested), 'kill the sender': orNoSuggestions },
  'checkout->redis response': { ...same(suggested), 'kill the receiver': orNoSuggestions },
};

const tables: Readonly<Partial<Record<Operation, Table>>> = {
  checkout: money,
  refund: money,
  webhook: { ...money, ...behind },
  receipt: behind,
  recommendations: suggestions,
};

/** Undefined: nobody has said what is to come of it, and a scenario that meets such a cell is red. */
export function expectationFor(
  { operation, route, direction }: Pick<Point, 'operation' | 'route' | 'direction'>,
  fault: PointFault,
): Expectation | undefined {
  return tables[operation]?.[`${route} ${direction}`]?.[fault];
}
