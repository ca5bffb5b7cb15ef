import { type CustomerResponse } from '../customers/shopper.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { bodyOf, orderInPath, responsesIn, summaryOf } from '../invariants/responses.ts';
import { type Row, text } from '../invariants/rows.ts';
import { orderOfMail, recordOf } from '../invariants/mails.ts';
import { type Facts } from './facts.ts';
import { type Passage } from './statement.ts';

/** Everything that customers read: responses, order histories and emails. */
export function passagesIn(facts: Facts): Passage[] {
  return [
    ...responsesIn(facts.evidence).flatMap((response) => inResponse(response, facts)),
    ...inHistories(facts),
    ...inMails(facts),
  ];
}

/** Histories are judged by their own lines, with the time of each. */
function inResponse(response: CustomerResponse, facts: Facts): Passage[] {
  const body = bodyOf(response);
  const named = text(body, 'orderId') || (orderInPath(response) ?? '');
  const said = {
    by: summaryOf(response),
    orderId: named || facts.orderOfKey(response),
    refundId: text(body, 'refundId') || undefined,
    from: response.startedAt,
    until: response.endedAt,
    readFrom: response.endedAt,
    response,
  };
  return textsIn(body).map((each) => ({ ...said, text: each }));
}

/** The messages of a schema in a 400 say nothing about an order. */
function textsIn(body: Row): string[] {
  const errors = text(body, 'code') === 'validation_failed' ? [] : (body['errors'] ?? []);
  const details = Array.isArray(errors) ? (errors as Row[]).map((error) => text(error, 'detail')) : [];
  return [text(body, 'notice'), text(body, 'title'), text(body, 'detail'), ...details].filter(
    (each) => each !== '',
  );
}

/** A line is dated before its commit, which a fault may delay: only a reading that has it proves it. */
function firstReadingOf(line: Row, { samples }: Evidence): number {
  const isSame = (other: Row): boolean =>
    other['order_id'] === line['order_id'] && other['text'] === line['text'] && other['at'] === line['at'];
  return samples.find(({ histories }) => histories.some(isSame))?.readAt ?? Number.POSITIVE_INFINITY;
}

function inHistories({ ledgers, evidence }: Facts): Passage[] {
  return ledgers.histories.map((line) => {
    const at = Date.parse(text(line, 'at'));
    return {
      by: `the history of order ${text(line, 'order_id')}`,
      text: text(line, 'text'),
      orderId: text(line, 'order_id'),
      refundId: undefined,
      from: Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at,
      until: Number.isNaN(at) ? Number.POSITIVE_INFINITY : at,
      readFrom: firstReadingOf(line, evidence),
    };
  });
}

function inMails({ ledgers }: Facts): Passage[] {
  return ledgers.mails.flatMap((mail) => {
    const { messageId, subject, text: body } = mail;
    const row = recordOf(mail, ledgers) ?? {};
    const sentAt = Date.parse(text(row, 'sent_at'));
    const said = {
      by: `email ${messageId}`,
      orderId: orderOfMail(mail, ledgers),
      refundId: /\bre_\w+/.exec(body)?.[0],
      from: Number.NEGATIVE_INFINITY,
      until: Number.isNaN(sentAt) ? Number.POSITIVE_INFINITY : sentAt,
      readFrom: Number.isNaN(sentAt) ? Number.POSITIVE_INFINITY : sentAt,
    };
    return [subject, body].map((each) => ({ ...said, text: each }));
  });
}
