import { type CustomerResponse } from '../customers/shopper.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { bodyOf, inOrder, isCheckout, orderInPath, responsesIn, summaryOf } from '../invariants/responses.ts';
import { groupBy, type Row, text } from '../invariants/rows.ts';

/** Fixed when the order is placed. */
const fixed = ['customer', 'lines', 'total'];

interface Shown {
  readonly response: CustomerResponse;
  readonly orderId: string;
  readonly body: Row;
}

/**
 * Views of an order that differ in members that never change, and lines that a later history lost.
 */
export function falseMembers(evidence: Evidence): string[] {
  const shown = responsesIn(evidence)
    .filter(({ status }) => status >= 200 && status < 300)
    .filter((response) => isCheckout(response) || (response.method === 'GET' && isOfOrder(response)))
    .map((response) => {
      const body = bodyOf(response);
      return { response, body, orderId: text(body, 'orderId') || (orderInPath(response) ?? '') };
    })
    .toSorted((a, b) => a.response.endedAt - b.response.endedAt);
  return [...groupBy(shown, ({ orderId }) => orderId).values()].flatMap((same) => [
    ...[...fixed, ...(evidence.scenario.isBackdated === true ? [] : ['createdAt'])].flatMap((member) =>
      changed(member, same),
    ),
    ...changed(
      'paymentId',
      same.filter(({ body }) => text(body, 'paymentId') !== ''),
    ),
    ...lostPayment(same),
    ...forgottenLines(same),
  ]);
}

const isOfOrder = (response: CustomerResponse): boolean => orderInPath(response) !== undefined;

function changed(member: string, views: readonly Shown[]): string[] {
  const [first, ...others] = views.filter(({ body }) => member in body);
  if (first === undefined) return [];
  const said = ({ body }: Shown): string => JSON.stringify(body[member], inOrder);
  const other = others.find((each) => said(each) !== said(first));
  return other === undefined
    ? []
    : [
        `${summaryOf(other.response)} shows ${member} of order ${first.orderId} as ${said(other)}, ${summaryOf(first.response)} as ${said(first)}`,
      ];
}

const isBefore = (one: Shown, other: Shown): boolean => one.response.endedAt < other.response.startedAt;

/** A stored 201 and every later read know the payment. */
function lostPayment(views: readonly Shown[]): string[] {
  const without = views.filter(({ body }) => 'paymentId' in body && text(body, 'paymentId') === '');
  return without.flatMap((view) => {
    const before = views.find((other) => text(other.body, 'paymentId') !== '' && isBefore(other, view));
    return before === undefined
      ? []
      : [
          `${summaryOf(view.response)} shows order ${view.orderId} without the payment that ${summaryOf(before.response)} had shown`,
        ];
  });
}

function forgottenLines(views: readonly Shown[]): string[] {
  const histories = views.flatMap((view) => {
    const { events } = view.body;
    return Array.isArray(events) ? [{ view, lines: events.map((event) => JSON.stringify(event)) }] : [];
  });
  return histories.flatMap(({ view, lines }) => {
    const before = histories.find(
      (other) => isBefore(other.view, view) && other.lines.some((line, index) => line !== lines[index]),
    );
    return before === undefined
      ? []
      : [
          `${summaryOf(view.response)} shows ${lines.length} lines that do not continue the ${before.lines.length} of ${summaryOf(before.view.response)}`,
        ];
  });
}
