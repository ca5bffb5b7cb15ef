import { type Commit } from '../../history/commit.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Evidence } from '../evidence.ts';
import { type Invariant } from '../invariant.ts';
import { namesOfCustomers } from '../names-of-customers.ts';
import { type Row, text } from '../rows.ts';

/** 39. As documented in `docs/reference/personal-data.md`. */
export const personalData: Invariant = {
  number: 39,
  says: 'No address or full name of a customer is stored but in orders, their keys, messages to email and the ledger of emails; none reaches the provider. The input of an operation is deleted with its end, and the text of an email once the email was sent or given up.',
  contradictions: (evidence) => [...keptTexts(evidence.ledgers), ...misplaced(evidence)],
};

const keptTexts = ({ emails }: Ledgers): string[] =>
  emails
    .filter(isKept)
    .map((email) => `email ${text(email, 'email_id')} ${endOf(email)}, but its text is kept`);

const isKept = (email: Row): boolean =>
  email['has_content'] === true && (text(email, 'status') === 'sent' || text(email, 'given_up_at') !== '');

const endOf = (email: Row): string => (text(email, 'status') === 'sent' ? 'was sent' : 'was given up');

/** The columns that may name customers. */
const documented: ReadonlySet<string> = new Set([
  'checkout.orders.customer_email',
  'checkout.orders.customer_name',
  'checkout.idempotency_key.body',
  'checkout.idempotency_key.input',
  'checkout.outbox.payload of email',
  'email.email.recipient',
  'email.email.content',
  // A mail server may repeat the address in its refusal.
  'email.email.reason',
]);

function misplaced(evidence: Evidence): string[] {
  const names = namesOfCustomers(evidence);
  return [...undocumented(evidence)].flatMap(([place, values]) => {
    const stored = [...values].join('\n').toLowerCase();
    const found = names.find(({ form }) => stored.includes(form));
    return found === undefined ? [] : [`${place} has ${found.kind} of a customer`];
  });
}

/** All values of the other places, by place. */
function undocumented({ history = [], ledgers }: Evidence): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  const add = (place: string, value: unknown): void => {
    if (documented.has(place) || value === null || value === undefined) return;
    values.set(place, (values.get(place) ?? new Set()).add(textOf(value)));
  };
  for (const commit of history)
    if (!commit.isOfSuite) for (const [place, value] of writtenIn(commit)) add(place, value);
  for (const { metadata, idempotencyKey } of [...ledgers.charges, ...ledgers.refunds])
    add('a charge or refund at the provider', { metadata, idempotencyKey });
  return values;
}

const writtenIn = ({ database, changes }: Commit): (readonly [place: string, value: unknown])[] =>
  changes.flatMap(({ table, after = {} }) =>
    Object.entries(after).map(
      ([column, value]) => [`${database}.${table}.${column}${partOf(column, after)}`, value] as const,
    ),
  );

/** Some rows of a table may name customers, and others not. */
function partOf(column: string, row: Row): string {
  if (column === 'payload') return ` of ${text(row, 'queue')}`;
  return column === 'input' && text(row, 'state') === 'done' ? ' of a finished operation' : '';
}

function textOf(value: unknown): string {
  if (typeof value === 'string' || Buffer.isBuffer(value)) return value.toString();
  return JSON.stringify(value);
}
