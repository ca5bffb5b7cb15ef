import { randomInt } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export function randomText(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

type Prefix =
  | 'pm_1'
  | 'pi_3'
  | 'payatt_3'
  | 'ctoken_1'
  | 'ch_3'
  | 're_3'
  | 'evt_3'
  | 'req_'
  | 'du_1'
  | 'issfr_1'
  | 'ccsbtxn_1'
  | 'cus_'
  | 'we_1'
  | 'txn_1';

/** An ID in Stripe's form; the part after the prefix is random. */
export function newId(prefix: Prefix): string {
  return prefix + randomText(prefix === 'req_' ? 14 : 23);
}

/** The ID in a reference, expanded or not; empty if there is none. */
export function idOf(reference: string | { readonly id: string } | null | undefined): string {
  return typeof reference === 'string' ? reference : (reference?.id ?? '');
}
