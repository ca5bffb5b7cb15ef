import { type Facts } from '../facts.ts';
import { type Meaning, type Said } from '../statement.ts';

/** 12 min: clocks in scenarios are ten minutes off at most, and time zones differ by fifteen at least. */
const clocksApartMs = 720_000;

/** The order was settled then. */
export const settledThen: Meaning = (said, facts) =>
  said.orderId === undefined ? undefined : against(said, facts, facts.order(said.orderId)?.['settled_at']);

/** The refund was settled then. */
export const refundSettledThen: Meaning = (said, facts) =>
  said.refundId === undefined ? undefined : against(said, facts, facts.refund(said.refundId)?.['settled_at']);

function against({ words }: Said, { evidence }: Facts, settledAt: unknown): string | undefined {
  const stated = words.find(({ kind }) => kind === 'time')?.value.replace(' at ', ' ') ?? '';
  if (typeof settledAt !== 'string' || evidence.scenario.isBackdated === true) return undefined;
  const apartMs = Math.abs(Date.parse(stated) - Date.parse(settledAt));
  return apartMs <= clocksApartMs ? undefined : `it was at ${settledAt}`;
}
