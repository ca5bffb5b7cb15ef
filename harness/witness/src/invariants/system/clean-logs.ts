import { type Evidence } from '../evidence.ts';
import { type Invariant } from '../invariant.ts';
import { bodyOf, parsed, responsesIn } from '../responses.ts';
import { type Row, text } from '../rows.ts';

/** 32. */
export const cleanLogs: Invariant = {
  number: 32,
  says: 'No log of a service contains a key, a token, a signature, a payment method or the address of a customer.',
  contradictions: (evidence) => {
    const secrets = secretsIn(evidence);
    return Object.entries(evidence.logs ?? {}).flatMap(([service, log]) => {
      const secret = secrets.find((each) => log.includes(each));
      return secret === undefined
        ? []
        : [`${service} logs ${kindOf(secret)}: ${lineWith(log, secret).replaceAll(secret, '(…)')}`];
    });
  },
};

const prefixes = ['sk_test_', 'sk_live_', 'whsec_', 'pm_card_', 'Bearer '];

function secretsIn(evidence: Evidence): string[] {
  const ofCustomers = responsesIn(evidence).flatMap((response) => [
    text((parsed(response.sent)?.['customer'] ?? {}) as Row, 'email'),
    text(bodyOf(response), 'accessToken'),
  ]);
  return [...new Set([...prefixes, ...(evidence.secrets ?? []), ...ofCustomers])].filter(
    (each) => each !== '',
  );
}

const kindOf = (secret: string): string => (secret.includes('@') ? 'an address' : 'a secret');

function lineWith(log: string, secret: string): string {
  const at = log.indexOf(secret);
  const from = log.lastIndexOf('\n', at) + 1;
  return log.slice(Math.max(from, at - 200), at + 200).split('\n', 1)[0] ?? '';
}
