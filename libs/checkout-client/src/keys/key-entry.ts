import { isRecord } from '../http/problem.ts';

/**
 * - `open`: begun, and no certain end is known. No other body may take the name.
 * - `succeeded`: its effect took place. It stays so until the app forgets the name.
 * - `refused`: the operation itself refused it for good, and the server keeps that answer. Another body gets a new key.
 * - `released`: no request with this key had an effect. The same body goes on with the key, another body gets a new one.
 */
export type EntryState = (typeof states)[number];

const states = ['open', 'succeeded', 'refused', 'released'] as const;

/** What is stored of one logical operation. */
export interface KeyEntry {
  readonly key: string;
  readonly fingerprint: string;
  /** ms since the epoch, by this device's clock. */
  readonly createdAt: number;
  readonly state: EntryState;
  /** Whether more than one submission has used the key: none of them alone can tell that it had no effect. */
  readonly isShared: boolean;
  /** What to look up when the key can no longer be asked: an order's id. */
  readonly reference?: string;
}

const version = 1;

export function formatEntry(entry: KeyEntry): string {
  return JSON.stringify({ version, ...entry });
}

/** Undefined when the text is none of ours: damaged, or written by a newer version. */
export function parseEntry(text: string): KeyEntry | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isEntry(json) ? json : undefined;
}

function isEntry(json: unknown): json is KeyEntry {
  return (
    isRecord(json) &&
    json['version'] === version &&
    typeof json['key'] === 'string' &&
    typeof json['fingerprint'] === 'string' &&
    typeof json['createdAt'] === 'number' &&
    states.some((state) => state === json['state']) &&
    typeof json['isShared'] === 'boolean' &&
    (json['reference'] === undefined || typeof json['reference'] === 'string')
  );
}
