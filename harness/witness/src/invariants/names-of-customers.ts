import { type Evidence } from './evidence.ts';
import { parsed, responsesIn } from './responses.ts';
import { type Row, text } from './rows.ts';

/** An address or a full name of a customer. */
export interface NameOfCustomer {
  readonly kind: 'an address' | 'a name';
  /** In lower case: a service may compare them so. */
  readonly form: string;
}

/** Shorter ones, or those of one word, may be in a text for another reason. */
const isFullName = (name: string): boolean => name.length >= 8 && /\S\s+\S/.test(name);

/** The addresses and full names of all customers, in each form that a text may have. */
export function namesOfCustomers(evidence: Evidence): NameOfCustomer[] {
  const customers = responsesIn(evidence).map(({ sent }) => (parsed(sent)?.['customer'] ?? {}) as Row);
  const of = (member: string): string[] => [
    ...new Set(customers.map((customer) => text(customer, member).toLowerCase())),
  ];
  const addresses = of('email').flatMap((email) =>
    formsOf(email).map((form) => ({ kind: 'an address', form }) as const),
  );
  const names = of('name')
    .filter(isFullName)
    .flatMap((name) => formsOf(name).map((form) => ({ kind: 'a name', form }) as const));
  return [...addresses, ...names].filter(({ form }) => form !== '');
}

/** As it is, as a part of JSON, and as a part of a URL. */
function formsOf(value: string): string[] {
  const inUrl = value.isWellFormed() ? encodeURIComponent(value).toLowerCase() : '';
  return [...new Set([value, JSON.stringify(value).slice(1, -1), inUrl, inUrl.replaceAll('%20', '+')])];
}
