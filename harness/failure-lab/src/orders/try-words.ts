const seconds = (ms: number): string => `${Number((ms / 1_000).toFixed(1))} s`;

/** The end of a try from the reason that its service stored: `payments: read ECONNRESET`. */
export function outcomeOfReason(reason: string): string {
  const text = reason.replace(/^[a-z][\w-]*: /, '').replaceAll(/\s+/g, ' ');
  const timeout = /^no response within (\d+) ms/.exec(text)?.[1];
  if (timeout !== undefined) return timedOut(Number(timeout));
  if (/ECONNRESET|socket hang up|other side closed/i.test(text)) return 'connection reset';
  if (/ECONNREFUSED/.test(text)) return 'connection refused';
  const status = /^(?:returned|status) (\d{3})\b/.exec(text)?.[1];
  if (status !== undefined) return `response ${status}`;
  return text
    .replace(/^not called: its breaker/, 'not sent: the breaker')
    .replace(/^not called: /, 'not sent: ');
}

export const timedOut = (ms: number): string => `timed out after ${seconds(ms)}`;
