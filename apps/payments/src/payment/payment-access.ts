import { type KeyHolder } from '@holdfast/service-defaults';
import { type Payment } from './payment.ts';

/** A key opens its own caller's payments, or with `read` or `ledger` all of them. */
export function visibleTo({ caller, scopes }: KeyHolder): { readonly caller?: string } {
  return scopes.includes('read') || scopes.includes('ledger') ? {} : { caller };
}

export function maySee(holder: KeyHolder, payment: Payment): boolean {
  const { caller = payment.caller } = visibleTo(holder);
  return caller === payment.caller;
}
