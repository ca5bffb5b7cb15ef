import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** What a question may be asked with: JSON, so that two questions that differ never have the same key. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json | undefined };

/** The scope of what everybody may see. */
export const sharedScope = Symbol('shared');

/** Whose an entry is: the id of a tenant or customer, or `sharedScope`. */
export type CacheScope = string | typeof sharedScope;

export interface KeyParts {
  readonly service: string;
  /** The chain's. */
  readonly name: string;
  readonly schemaVersion: number;
  readonly scope: CacheScope;
  readonly args: Json;
}

/** The scope stays readable, so that all entries of one customer can be found and deleted; the arguments do not. */
export function entryKey({ service, name, schemaVersion, scope, args }: KeyParts): string {
  const digest = hash('sha256', canonicalize(args) ?? 'null', 'hex');
  return `holdfast:${service}:${name}:${schemaVersion}:${segmentOf(scope)}:${digest}`;
}

/** No id of a customer looks like the segment of `sharedScope`, and none like two segments. */
function segmentOf(scope: CacheScope): string {
  return scope === sharedScope ? '*' : encodeURIComponent(scope).replaceAll('*', '%2A');
}
