import { type DisputeChanged } from '@holdfast/contracts';
import { type Write } from '@holdfast/idempotency';
import { correctedText, disputeText, reopenedText } from '../dispute/dispute.ts';
import { historyWrite } from '../order/order-event.writes.ts';

/** Records a dispute unless a newer revision is known. Each change of its status enters the history once. */
export function recordDispute(event: DisputeChanged): Write[] {
  const { disputeId, orderId, paymentId, status, amount, evidenceDueBy, revision } = event;
  return [
    {
      name: 'dispute_recorded',
      after: 'start',
      given: {
        dispute_id: ['text', disputeId],
        order_id: ['text', orderId],
        payment_id: ['text', paymentId],
        status: ['text', status],
        amount_minor: ['integer', amount.amountMinor],
        currency: ['text', amount.currency],
        evidence_due_by: ['timestamptz', evidenceDueBy],
        revision: ['integer', revision],
      },
      text: `insert into order_dispute as d (dispute_id, order_id, operation_id, payment_id, status, amount_minor, currency,
                                             evidence_due_by, revision)
             select dispute_id, order_id, operation_id, payment_id, status, amount_minor, currency, evidence_due_by, revision
             from given
             on conflict (dispute_id) do update
               set operation_id = excluded.operation_id, status = excluded.status, status_before = d.status,
                   amount_minor = excluded.amount_minor, evidence_due_by = excluded.evidence_due_by,
                   revision = excluded.revision, changed_at = clock_timestamp()
               where d.revision < excluded.revision
             returning d.operation_id, d.status is distinct from d.status_before as is_news,
                       d.status_before in ('won', 'lost') and d.status not in ('won', 'lost') as is_reopened`,
    },
    ...newsWrites(event),
  ];
}

/**
 * A revision may also change only the deadline, or the amount of a lost dispute; an appeal reopens a decided
 * one.
 */
function newsWrites(event: DisputeChanged): Write[] {
  const write = (name: string, text: string, onlyIf: string): Write =>
    historyWrite(name, 'dispute_recorded', event.orderId, `dispute_${event.status}`, text, onlyIf);
  return [
    write('dispute_event', disputeText(event), recorded('r.is_news and r.is_reopened is not true')),
    write('reopened_event', reopenedText(event), recorded('r.is_news and r.is_reopened')),
    ...(event.status === 'lost'
      ? [write('corrected_event', correctedText(event), recorded('not r.is_news'))]
      : []),
  ];
}

const recorded = (condition: string): string =>
  `exists (select from dispute_recorded r where r.operation_id = g.operation_id and ${condition})`;
