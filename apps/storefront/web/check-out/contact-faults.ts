import { words } from '../words.ts';
import { type Field } from './outcome-words.ts';

export interface Fault {
  readonly field: Field;
  readonly message: string;
}

export const longestEmail = 254;
export const longestName = 200;

/** Only obvious mistakes; checkout decides. */
const emailForm = /^[^\s@"(),:;<>[\]\\]+@[^\s@.]+(\.[^\s@.]+)+$/;

export function emailFaults(email: string): readonly Fault[] {
  if (email === '') return [{ field: 'email', message: words.checkout.emailMissing }];
  const fits = email.length <= longestEmail && emailForm.test(email);
  return fits ? [] : [{ field: 'email', message: words.checkout.emailInvalid }];
}
