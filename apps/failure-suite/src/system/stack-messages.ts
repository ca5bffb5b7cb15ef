import { type EdgeConfig } from '@holdfast/fault-proxy';
import { type StackSecrets, type StackSettings } from '@holdfast/local-stack';

/** What the suite tells the program that owns a stack. */
export type ToStack = { readonly start: StackSettings } | { readonly stop: true };

/** How the suite reaches a stack that is up. */
export interface StackIsUp {
  readonly addresses: Readonly<Record<string, string>>;
  /** By process, around the lab. */
  readonly processes: Readonly<Record<string, string>>;
  readonly edges: readonly EdgeConfig[];
  readonly secrets: StackSecrets;
  readonly control: { readonly port: number; readonly token: string };
}

/** What that program tells the suite. */
export type FromStack = { readonly up: StackIsUp } | { readonly failure: string } | { readonly say: string };
