import { type Evidence } from '../evidence.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type CustomerResponse } from '../../customers/shopper.ts';
import { recordOf } from '../mails.ts';
import { lateCharges } from '../money/late-charges.ts';
import { bodyOf, callerOf, isCheckout, keyOf, orderInPath, responsesIn, summaryOf } from '../responses.ts';
import { type Charge, chargesOf, isCharged, text } from '../rows.ts';

const saysSo = /\bnothing (was|is|has been) (ordered,? or |ordered, )?(taken|charged)\b/i;
/** Speaks of the present only; a later charge does not make it untrue. */
const saysYet = /\bnothing (was|is|has been) (taken|charged)\b[^.]*\byet\b/i;

/** One statement that nothing was charged. */
interface Statement {
  readonly by: string;
  readonly orderId: string;
  /** Undefined if unknown: judged as the last word on the order. */
  readonly saidAt: number | undefined;
  /** The order may still be charged later. */
  readonly isProvisional: boolean;
}

/**
 * Contradictions of "nothing was charged", wherever a customer reads it. It is false of an order that had
 * been charged when it was said, even if refunded since, and of one that was charged later and kept the
 * money.
 */
export function falseAssurances(evidence: Evidence): string[] {
  const { ledgers } = evidence;
  const late = lateCharges(evidence);
  const statements = [...inResponses(evidence), ...inEmails(ledgers), ...inHistories(ledgers)];
  return statements.flatMap((statement) => {
    const charges = chargesOf(ledgers, statement.orderId).filter((charge) =>
      contradicts(
        takenAt(evidence, charge),
        charge.status === 'succeeded' && !late.includes(charge),
        statement,
      ),
    );
    return charges.length === 0
      ? []
      : [
          `${statement.by} says that nothing was charged, but ${statement.orderId} was: ${charges.map(({ chargeId }) => chargeId).join(', ')}`,
        ];
  });
}

function contradicts(at: number, isKept: boolean, { saidAt, isProvisional }: Statement): boolean {
  if (saidAt === undefined || at <= saidAt) return true;
  return !isProvisional && isKept;
}

/** A bank debit is made days before its money arrives. */
function takenAt({ samples }: Evidence, { chargeId, createdAt }: Charge): number {
  const readings = samples.flatMap(({ readAt, charges }) =>
    charges.filter((charge) => charge.chargeId === chargeId).map((charge) => ({ readAt, charge })),
  );
  const wasOpen = readings.some(({ charge }) => !isCharged(charge));
  const seen = readings.find(({ charge }) => isCharged(charge));
  return wasOpen ? (seen?.readAt ?? Number.POSITIVE_INFINITY) : Date.parse(createdAt);
}

/**
 * Said after the request was sent; a charge before that was known, or could have been. The lines of a history
 * are judged by their own time.
 */
function inResponses(evidence: Evidence): Statement[] {
  const orders = ordersByKey(evidence);
  return responsesIn(evidence)
    .filter(({ text: body, path }) => saysSo.test(body) && !path.endsWith('/history'))
    .flatMap((response) => {
      const named = text(bodyOf(response), 'orderId') || orderInPath(response);
      const orderId = named ?? orders.get(operationOf(response));
      const isProvisional = named === undefined || response.status >= 500 || saysYet.test(response.text);
      return orderId === undefined
        ? []
        : [{ by: summaryOf(response), orderId, saidAt: response.startedAt, isProvisional }];
    });
}

const operationOf = (response: CustomerResponse): string => `${callerOf(response)} ${keyOf(response) ?? ''}`;

/** A refusal that names no order is about the order that its key made. */
function ordersByKey(evidence: Evidence): ReadonlyMap<string, string> {
  return new Map(
    responsesIn(evidence)
      .filter((response) => isCheckout(response) && text(bodyOf(response), 'orderId') !== '')
      .map((response) => [operationOf(response), text(bodyOf(response), 'orderId')]),
  );
}

function inEmails(ledgers: Ledgers): Statement[] {
  const { orders, mails } = ledgers;
  return orders.flatMap((order) => {
    const orderId = text(order, 'order_id');
    return mails
      .filter((mail) => saysSo.test(mail.text) && mail.text.includes(orderId))
      .map((mail) => ({
        by: `email ${mail.messageId}`,
        orderId,
        saidAt: timeIn(text(recordOf(mail, ledgers) ?? {}, 'sent_at')),
        isProvisional: false,
      }));
  });
}

function inHistories({ histories }: Ledgers): Statement[] {
  return histories
    .filter((line) => saysSo.test(text(line, 'text')))
    .map((line) => ({
      by: `the history of order ${text(line, 'order_id')}`,
      orderId: text(line, 'order_id'),
      saidAt: timeIn(text(line, 'at')),
      isProvisional: saysYet.test(text(line, 'text')),
    }));
}

const timeIn = (at: string): number | undefined => (at === '' ? undefined : Date.parse(at));
