import { isDeepStrictEqual } from 'node:util';
import { type CustomerResponse } from '../customers/shopper.ts';
import { bodyOf, summaryOf } from '../invariants/responses.ts';
import { viewsOf } from './shown-order.ts';
import { type Interval, type Row, type Version, versionsIn } from './versions.ts';

/** All versions of the rows that one order is shown from. */
export interface OrderRows {
  readonly order: readonly Version[];
  readonly disputes: readonly (readonly Version[])[];
}

/** Contradictions of a view of an order: a different one was committed while the request ran. */
export function falseView(response: CustomerResponse, rows: OrderRows, isTimeKnown: boolean): string[] {
  const possible = possibleViews(rows, response, isTimeKnown);
  const shown = bodyOf(response);
  if (possible.some((view) => isDeepStrictEqual(view, shown))) return [];
  const [nearest] = possible.toSorted((a, b) => differing(a, shown).length - differing(b, shown).length);
  return nearest === undefined
    ? [`${summaryOf(response)} shows an order that was not committed`]
    : [`${summaryOf(response)} shows ${differences(nearest, shown)}`];
}

/** Contradictions of a 404 for an order's own token. */
export function falseAbsence(response: CustomerResponse, { order }: OrderRows): string[] {
  const versions = versionsIn(order, response);
  return versions.some(({ row }) => row === undefined)
    ? []
    : [`${summaryOf(response)}, but the order was committed before`];
}

function possibleViews(
  { order, disputes }: OrderRows,
  interval: Interval,
  isTimeKnown: boolean,
): readonly Row[] {
  const ofDisputes = choices(disputes.map((versions) => versionsIn(versions, interval)));
  return versionsIn(order, interval).flatMap((version) =>
    ofDisputes.flatMap((rows) => viewsOf(version, rows, interval, isTimeKnown)),
  );
}

/** Every way to take one version of each dispute. Those that do not exist are left out. */
function choices(disputes: readonly (readonly Version[])[]): readonly (readonly Row[])[] {
  return disputes.reduce<readonly (readonly Row[])[]>(
    (chosen, versions) =>
      chosen.flatMap((rows) => versions.map(({ row }) => (row === undefined ? rows : [...rows, row]))),
    [[]],
  );
}

const differing = (expected: Row, shown: Row): string[] =>
  [...new Set([...Object.keys(expected), ...Object.keys(shown)])].filter(
    (member) => !isDeepStrictEqual(expected[member], shown[member]),
  );

/** `status refunded instead of refund_pending, notice null instead of "…"` */
const differences = (expected: Row, shown: Row): string =>
  differing(expected, shown)
    .map((member) => `${member} ${valueText(shown[member])} instead of ${valueText(expected[member])}`)
    .join(', ');

/** A cart is a page of JSON. */
const mostOfValue = 80;

function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > mostOfValue ? `${text.slice(0, mostOfValue)}…` : text;
}
