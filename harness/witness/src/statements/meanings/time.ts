import { bodyOf } from '../../invariants/responses.ts';
import { type Facts } from '../facts.ts';
import { type Meaning, type Said } from '../statement.ts';
import { reachedTheBank } from './payment.ts';

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

const dayMs = 86_400_000;
const inDays = (days: number): string => (days === 1 ? 'a day' : `${days} days`);

/** Until the date that the same response shows, in whole days. */
export const isDueInTime: Meaning = (said, facts) => {
  const due = Date.parse(String(said.response && bodyOf(said.response)['expectedBy']));
  const reached = reachedTheBank(said, facts);
  if (reached !== undefined || Number.isNaN(due) || facts.evidence.scenario.isBackdated === true)
    return reached;
  const daysAt = (time: number): string => inDays(Math.max(1, Math.ceil((due - time) / dayMs)));
  const days = [...new Set([daysAt(said.from - clocksApartMs), daysAt(said.until + clocksApartMs)])];
  const stated = said.words.find(({ kind }) => kind === 'text')?.value;
  return days.includes(stated ?? '') ? undefined : `it is due in ${days.join(' or ')}`;
};

/** 24 h is the default of `SELF_REFUND_HOURS`. */
export const hasSelfRefundPeriod: Meaning = ({ text }, { evidence }) => {
  const set = evidence.scenario.settings?.['checkout'];
  const hours = Number((typeof set === 'object' ? set['SELF_REFUND_HOURS'] : undefined) ?? 24);
  const period = hours === 1 ? '1 hour' : `${hours} hours`;
  const isTrue = hours === 0 ? text.includes(' cannot ') : text.includes(` for ${period} `);
  return isTrue ? undefined : `customers can for ${period}`;
};
