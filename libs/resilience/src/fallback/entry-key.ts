import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Arguments as JSON, so that different arguments never share a key. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json | undefined };

/** The scope of values that everyone may see. */
export const sharedScope = Symbol('shared');

/** Owner of an entry: a tenant or customer ID, or `sharedScope`. */
export type CacheScope = string | typeof sharedScope;

export interface KeyParts {
  readonly service: string;
  /** Name of the chain. */
  readonly name: string;
  readonly schemaVersion: number;
  readonly scope: CacheScope;
  readonly args: Json;
}

/**
 * The scope stays readable, so that all entries of a customer can be found and deleted; the arguments are
 * hashed.
 */
export function entryKey({ service, name, schemaVersion, scope, args }: KeyParts): string {
  const digest = hash('sha256', canonicalize(args) ?? 'null', 'hex');
  return `holdfast:${service}:${name}:${schemaVersion}:${segmentOf(scope)}:${digest}`;
}

/** Escaped so that no customer ID equals the segment of `sharedScope` or spans two segments. */
function segmentOf(scope: CacheScope): string {
  return scope === sharedScope ? '*' : encodeURIComponent(scope).replaceAll('*', '%2A');
}
