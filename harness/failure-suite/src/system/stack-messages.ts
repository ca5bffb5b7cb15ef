import { type StackSettings } from '@holdfast/local-stack';
import { type FromOwner } from './owner-process.ts';
import { type Reach } from './stack.ts';

/** What the suite tells the program that owns a stack of processes. */
export type ToStack =
  { readonly start: StackSettings } | { readonly environment: NonNullable<StackSettings['environment']> };

export interface StackIsUp extends Reach {
  readonly control: { readonly port: number; readonly token: string };
}

/** What that program tells the suite. */
export type FromStack = FromOwner<StackIsUp>;
