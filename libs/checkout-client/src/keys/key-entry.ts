import { isRecord } from '../http/problem.ts';

/**
 * - `open`: started, without a confirmed result. No other body may use the name.
 * - `succeeded`: took effect. Stays so until the app forgets the name.
 * - `refused`: the operation was refused for good, and the server stores that response. Another body gets a
 *   new key.
 * - `released`: no request with this key had an effect. The same body reuses the key, another body gets a new
 *   one.
 */
export type EntryState = (typeof states)[number];

const states = ['open', 'succeeded', 'refused', 'released'] as const;

/** The stored record of one operation. */
export interface KeyEntry {
  readonly key: string;
  readonly fingerprint: string;
  /** ms since the epoch, on this device's clock. */
  readonly createdAt: number;
  readonly state: EntryState;
  /** True once several submissions have used the key: none of them alone can prove that it had no effect. */
  readonly isShared: boolean;
  /** Reference to look up once the key has expired, for example an order ID. */
  readonly reference?: string;
}

/** The time in a UUIDv7, ms since the epoch; undefined for other keys. */
export function timeIn(key: string): number | undefined {
  const [, high = '', low = ''] = /^([0-9a-f]{8})-([0-9a-f]{4})-7/i.exec(key) ?? [];
  return high === '' ? undefined : Number.parseInt(high + low, 16);
}

const version = 1;

export function formatEntry(entry: KeyEntry): string {
  return JSON.stringify({ version, ...entry });
}

/** Undefined if the text is damaged or from a newer version. */
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
