import { type Evidence } from '../evidence.ts';
import { type Invariant } from '../invariant.ts';
import { namesOfCustomers } from '../names-of-customers.ts';
import { bodyOf, responsesIn } from '../responses.ts';
import { text } from '../rows.ts';

/** 32. */
export const cleanLogs: Invariant = {
  number: 32,
  says: 'No log of a service contains a key, a token, a signature, a payment method, or the address or the full name of a customer, in whatever form.',
  contradictions: (evidence) => {
    const secrets = secretsIn(evidence);
    const ofCustomers = namesOfCustomers(evidence);
    return Object.entries(evidence.logs ?? {}).flatMap(([service, log]) => [
      ...found(service, log, log, secrets),
      ...found(service, log, log.toLowerCase(), ofCustomers),
    ]);
  },
};

export interface Secret {
  readonly kind: string;
  /** As logs would have it. */
  readonly form: string;
}

/** `searched`: the log, or the log in lower case. */
function found(service: string, log: string, searched: string, secrets: readonly Secret[]): string[] {
  const secret = secrets.find(({ form }) => searched.includes(form));
  if (secret === undefined) return [];
  const [at, { length }] = [searched.indexOf(secret.form), secret.form];
  return [`${service} logs ${secret.kind}: ${lineAround(log, at, length)}`];
}

const prefixes = ['sk_test_', 'sk_live_', 'whsec_', 'pm_card_', 'Bearer '];

const aSecret = (form: string): Secret => ({ kind: 'a secret', form });
const isSome = ({ form }: Secret): boolean => form !== '';

/** Prefixes of secrets, the services' own, and the tokens of customers. */
export function secretsIn(evidence: Evidence): Secret[] {
  const tokens = responsesIn(evidence).map((response) => text(bodyOf(response), 'accessToken'));
  return [...new Set([...prefixes, ...(evidence.secrets ?? []), ...tokens])].map(aSecret).filter(isSome);
}

/** The line, without what it must not have. */
function lineAround(log: string, at: number, length: number): string {
  const from = Math.max(log.lastIndexOf('\n', at) + 1, at - 200);
  return `${log.slice(from, at)}(…)${log.slice(at + length, at + 200).split('\n', 1)[0] ?? ''}`;
}
