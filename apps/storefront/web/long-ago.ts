/**
 * 15 min: longer than a reload, a tunnel or a restart of the computer takes. Later, a customer may have
 * bought elsewhere, and only a click may send their request again.
 */
export const longestUnaskedMs = 15 * 60_000;

/** Also true without a time, as earlier versions stored none, and after a jump of the clock. */
export function isLongAgo(sentAt: unknown, now: number): boolean {
  return typeof sentAt !== 'number' || !(Math.abs(now - sentAt) <= longestUnaskedMs);
}

/** 72 h: the client sends no older key, because the server may have forgotten what came of it. */
export const retentionHours = 72;

export const isTooOld = ({ createdAt }: { readonly createdAt: number }, now: number): boolean =>
  now - createdAt > retentionHours * 3_600_000;
