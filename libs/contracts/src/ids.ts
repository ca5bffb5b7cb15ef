import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';

/** Prefix of each kind of ID; the rest is opaque to clients. */
export type IdPrefix = 'ord' | 'pay' | 're' | 'eml';

/**
 * Creates an ID such as `ord_0198…`: a UUIDv7 without dashes, so that IDs sort by time and their index grows
 * at one end.
 */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${uuidv7().replaceAll('-', '')}`;
}

/** Validates an incoming ID: opaque, with the correct prefix, limited in length. */
export function idSchema(prefix: IdPrefix): z.ZodString {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9]{1,64}$`), `must be an id that begins with ${prefix}_`);
}

/** Creation time of an ID from `newId`; undefined if it contains none. */
export function idTime(id: string): Date | undefined {
  const [, digits] = /^[a-z]+_([0-9a-f]{12})7[0-9a-f]{3}[89ab][0-9a-f]{15}$/.exec(id) ?? [];
  return digits === undefined ? undefined : new Date(parseInt(digits, 16));
}
