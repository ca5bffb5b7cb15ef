import { type Evidence } from '../evidence.ts';
import { type Invariant } from '../invariant.ts';
import { namesOfCustomers } from '../names-of-customers.ts';
import { keyOf, responsesIn } from '../responses.ts';
import { type Row, text } from '../rows.ts';
import { type Secret, secretsIn } from './clean-logs.ts';

/**
 * A metric has 48 at most after 31 scenarios (measured). An OpenAPI document lists 110 responses at most, one
 * series each; unknown paths and routes of operators add some. A label that names orders has one for each.
 */
const mostSeries = 300;

/** 41. Each value of a label is a series, which the process and its monitoring keep. */
export const cleanMetrics: Invariant = {
  number: 41,
  says: `No label of a metric contains the ID of an order, payment, refund or email, a key, a secret, or the address or the full name of a customer. No metric of a process has more than ${mostSeries} series.`,
  contradictions: (evidence) => {
    const names = namesIn(evidence);
    return Object.entries(evidence.metrics ?? {}).flatMap(([process, page]) => [
      ...namedIn(process, page, names),
      ...unbounded(process, page),
    ]);
  },
};

function namesIn(evidence: Evidence): Secret[] {
  const { orders, payments, orderRefunds, paymentRefunds, emails, charges, intents } = evidence.ledgers;
  const idsIn = (rows: readonly Row[], column: string): string[] => rows.map((row) => text(row, column));
  const ids = [
    ...idsIn(orders, 'order_id'),
    ...idsIn(payments, 'payment_id'),
    ...idsIn([...orderRefunds, ...paymentRefunds], 'refund_id'),
    ...idsIn(emails, 'email_id'),
    ...charges.map(({ chargeId }) => chargeId),
    ...intents.map(({ intentId }) => intentId),
  ];
  const keys = responsesIn(evidence).map((response) => keyOf(response) ?? '');
  return [
    ...[...new Set(ids)].map((form) => ({ kind: 'an ID', form })),
    ...[...new Set(keys)].filter(isRandom).map((form) => ({ kind: 'a key', form })),
    ...secretsIn(evidence),
    ...namesOfCustomers(evidence),
  ].filter(({ form }) => form !== '');
}

/** A short key may be in a label for another reason. */
const isRandom = (key: string): boolean => key.length >= 16;

function namedIn(process: string, page: string, names: readonly Secret[]): string[] {
  const labels = new Map([...page.matchAll(label)].map(([, name = '', value = '']) => [value, name]));
  const values = [...labels.keys()].join('\n').toLowerCase();
  const found = names.find(({ form }) => values.includes(form.toLowerCase()));
  if (found === undefined) return [];
  const named = [...labels].find(([value]) => value.toLowerCase().includes(found.form.toLowerCase()));
  return [`${process} measures ${found.kind}, as ${named?.[1] ?? 'a label'}`];
}

const label = /(\w+)="((?:[^"\\]|\\.)*)"/g;

function unbounded(process: string, page: string): string[] {
  const series = new Map<string, Set<string>>();
  for (const [, metric = '', labels = ''] of page.matchAll(/^(\w+)\{(.*)\} \S+$/gm)) {
    const known = series.get(metric) ?? new Set();
    series.set(metric, known.add(labels.replace(/,?le="[^"]*"/, '')));
  }
  return [...series]
    .filter(([, { size }]) => size > mostSeries)
    .map(([metric, { size }]) => `${process} has ${size} series of ${metric}`);
}
