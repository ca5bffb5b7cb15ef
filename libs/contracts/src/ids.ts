import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';

/** Prefix of each kind of id; the rest is opaque to callers. */
export type IdPrefix = 'ord' | 'pay' | 're' | 'eml';

/** A new id such as `ord_0198…`: UUIDv7 without dashes, so that ids sort by time and their index grows at one end. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${uuidv7().replaceAll('-', '')}`;
}

/** An id as it comes in: opaque, with the right prefix, bounded. */
export function idSchema(prefix: IdPrefix): z.ZodString {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9]{1,64}$`), `must be an id that begins with ${prefix}_`);
}

/** When an id of `newId` was made; undefined of one that tells no time. */
export function idTime(id: string): Date | undefined {
  const [, digits] = /^[a-z]+_([0-9a-f]{12})7[0-9a-f]{3}[89ab][0-9a-f]{15}$/.exec(id) ?? [];
  return digits === undefined ? undefined : new Date(parseInt(digits, 16));
}
