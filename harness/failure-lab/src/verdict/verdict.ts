import { type LabVerdict } from '@holdfast/lab-api';
import { type Evidence, plural } from '@holdfast/witness';
import { type Difference, differencesIn, leftIn } from './differences.ts';
import { reasonsOf } from './reasons.ts';
import { agesOf, countOrders, heldIn, type Tally, tallyOf } from './tally.ts';

/** One reading of all ledgers, counted and judged. */
export interface Count {
  readonly since: number;
  readonly readAt: number;
  readonly tally: Tally;
  /** When the oldest order was made whose outcome is open; null if there is none. */
  readonly oldestOpenAt: number | null;
  /** The same without orders that wait for their customer at a bank. */
  readonly oldestMovingAt: number | null;
  readonly open: number;
  /** Receipts that an operator must decide about. */
  readonly held: number;
  /** Work in progress, one sentence each. */
  readonly stirring: readonly string[];
  readonly differences: readonly Difference[];
}

/** A count older than 10 s says nothing about now. */
export const freshMs = 10_000;
/** 20 sentences: a page shows a few. */
const mostStirring = 20;

/**
 * The verdict on one complete reading: words, no rule. What lasts is a difference even while work is in
 * progress; everything else only at rest.
 */
export function verdictOf(evidence: Evidence, whatStirs: readonly string[]): LabVerdict {
  const { ledgers, startedAt } = evidence;
  const { readAt, unreadable } = ledgers;
  if (unreadable.length > 0)
    return uncounted(reasonsOf(unreadable), undefined, { at: readAt, since: startedAt });
  const found = [differencesIn(evidence), leftIn(evidence)];
  const open = countOrders(ledgers).filter(({ isOpen }) => isOpen);
  return counted(
    {
      since: startedAt,
      readAt,
      tally: tallyOf(ledgers),
      ...agesOf(open),
      open: open.length,
      held: heldIn(ledgers),
      stirring: whatStirs,
      differences: found.flatMap(({ lasting, all }) => (whatStirs.length === 0 ? all : lasting)),
    },
    readAt,
  );
}

/** The verdict on a fresh count. */
export function counted(count: Count, at: number): LabVerdict {
  const kind = kindOf(count);
  return { ...shapeOf(count, at), kind, sentence: sentences[kind](count, at) };
}

/** Without a fresh count: the reasons, and the last count if there is one. */
export function uncounted(
  reasons: readonly string[],
  last: Count | undefined,
  { at, since }: { readonly at: number; readonly since: number },
): LabVerdict {
  const nothing = 'Nothing has been counted yet.';
  const before =
    last === undefined ? nothing : `Counted last ${secondsText(at - last.readAt)} ago: ${sumText(last)}`;
  const why = reasons.length === 0 ? 'the last count is too old' : reasons.join(', ');
  return {
    ...(last === undefined ? nothingYet(since) : shapeOf(last, at)),
    kind: 'cannot_count',
    sentence: `Cannot count: ${why}. ${before}`,
    unreadable: reasons,
  };
}

/** With Stripe itself, whose dashboard is not ours to read. */
export const countsOnlyTheLocalStripe = (since: number): LabVerdict => ({
  ...nothingYet(since),
  kind: 'cannot_count',
  sentence: "Cannot count: charges are in Stripe's dashboard. This bar counts the local Stripe only.",
  unreadable: ['charges are in Stripe’s dashboard'],
});

function kindOf({ tally, stirring, differences, open }: Count): LabVerdict['kind'] {
  if (differences.length > 0) return 'uneven';
  const { paid, refunded, declined, charges, receipts } = tally;
  const orders = paid + refunded;
  if (open > 0 || stirring.length > 0 || orders !== charges || orders !== receipts) return 'settling';
  return orders + declined === 0 ? 'nothing_yet' : 'even';
}

const sentences: Readonly<Record<LabVerdict['kind'], (count: Count, at: number) => string>> = {
  even: (count) => sumText(count),
  settling: settlingText,
  uneven: ({ differences }) => {
    const [first] = differences;
    const rest = differences.length - 1;
    const more = rest === 0 ? '' : ` And ${plural(rest, 'more difference')}.`;
    const text = (first?.text ?? '').replaceAll(/\s+/g, ' ').replace(/\.$/, '');
    return `${plural(differences.length, 'difference')}: ${text}.${more}`;
  },
  cannot_count: (count) => sumText(count),
  nothing_yet: () => 'Nothing has been bought yet. Let customers in, or buy something.',
};

/** `42 orders = 42 charges = 42 receipts. Nothing lost, nothing charged twice.` */
function sumText({ tally }: Count): string {
  const { paid, refunded, declined, charges, receipts } = tally;
  const orders = paid + refunded;
  if (orders === 0 && charges === 0)
    return `No order was paid, and no card was charged. ${plural(declined, 'payment was', 'payments were')} declined.`;
  const isEqual = orders === charges && orders === receipts;
  const sums = equation(orders, charges, receipts);
  return isEqual ? `${sums}. Nothing lost, nothing charged twice.` : `${sums}.`;
}

function equation(orders: number, charges: number, receipts: number): string {
  const sign = (one: number, other: number): string => (one === other ? ' = ' : ', ');
  return [
    plural(orders, 'order'),
    sign(orders, charges),
    plural(charges, 'charge'),
    sign(charges, receipts),
    plural(receipts, 'receipt'),
  ].join('');
}

/** Counts the complete orders only, so that the numbers stay equal while others are on their way. */
function settlingText(count: Count, at: number): string {
  const { tally, open, held, oldestMovingAt, stirring } = count;
  const { complete, waitsForBank } = tally;
  const moving = open - held - waitsForBank;
  const age = oldestMovingAt === null ? '' : `, the oldest for ${secondsText(at - oldestMovingAt)}`;
  const [first] = stirring;
  return [
    `${equation(complete, complete, complete)} so far.`,
    ...(moving > 0 ? [`${moving} ${moving === 1 ? 'is' : 'are'} on the way${age}.`] : []),
    ...(waitsForBank > 0
      ? [`${waitsForBank} ${waitsForBank === 1 ? 'waits' : 'wait'} for a customer at a bank's page.`]
      : []),
    ...(held > 0 ? [`${plural(held, 'receipt is', 'receipts are')} held until an operator decides.`] : []),
    ...(open === 0 && first !== undefined ? [`Still at work: ${first}.`] : []),
  ].join(' ');
}

function shapeOf(count: Count, at: number): Omit<LabVerdict, 'kind' | 'sentence'> {
  const { since, readAt, tally, oldestOpenAt, stirring, differences } = count;
  const { paid, refunded, pending, waitsForBank, declined, charges, receipts, refunds } = tally;
  return {
    since: Math.round(since),
    readAt: Math.round(readAt),
    oldestOpenMs: oldestOpenAt === null ? null : Math.max(0, Math.round(at - oldestOpenAt)),
    orders: { paid, refunded, pending, waitsForBank, declined },
    charges,
    receipts,
    refunds,
    stirring:
      stirring.length > mostStirring
        ? [...stirring.slice(0, mostStirring), `and ${stirring.length - mostStirring} more`]
        : stirring,
    unreadable: [],
    differences,
  };
}

const nothingYet = (since: number): Omit<LabVerdict, 'kind' | 'sentence'> => ({
  since: Math.round(since),
  readAt: 0,
  oldestOpenMs: null,
  orders: { paid: 0, refunded: 0, pending: 0, waitsForBank: 0, declined: 0 },
  charges: 0,
  receipts: 0,
  refunds: 0,
  stirring: [],
  unreadable: [],
  differences: [],
});

const secondsText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};
