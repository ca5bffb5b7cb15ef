import { words } from '../words.ts';
import { type Field } from './outcome-words.ts';

export interface Fault {
  readonly field: Field;
  readonly message: string;
}

export const longestEmail = 254;
export const longestName = 200;

/** The addresses that checkout accepts. */
const emailForm = /^([\w'+-]+\.)*[\w'+-]*[\w+-]@([a-z\d][a-z\d-]*\.)+[a-z]{2,}$/i;

export function emailFaults(email: string): readonly Fault[] {
  if (email === '') return [{ field: 'email', message: words.checkout.emailMissing }];
  const fits = email.length <= longestEmail && emailForm.test(email);
  return fits ? [] : [{ field: 'email', message: words.checkout.emailInvalid }];
}
