import { type StackSettings } from '@holdfast/local-stack';
import { type FromOwner } from './owner-process.ts';
import { type Reach } from './stack.ts';

/** Messages to the program that owns a stack of processes. */
export type ToStack =
  { readonly start: StackSettings } | { readonly environment: NonNullable<StackSettings['environment']> };

export interface StackIsUp extends Reach {
  readonly control: { readonly port: number; readonly token: string };
}

/** Messages from that program. */
export type FromStack = FromOwner<StackIsUp>;
