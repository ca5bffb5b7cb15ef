import { processName } from './lanes.ts';
import { markText } from './mark.ts';
import { type Sighting } from './sighting.ts';

export interface TableRow {
  readonly number: number;
  readonly at: number;
  /** `10:46:05.281`, in the time zone of the browser. */
  readonly time: string;
  readonly from: string;
  readonly to: string;
  readonly what: string;
  readonly mark: string;
  readonly orders: readonly string[];
}

const clock = new Intl.DateTimeFormat('en-US', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});

export const exactTime = (at: number): string => clock.format(at);

export const tableRow = (sighting: Sighting): TableRow => ({
  number: sighting.number,
  at: sighting.at,
  time: exactTime(sighting.at),
  from: processName(sighting.sender),
  to: processName(sighting.receiver),
  what: sighting.label,
  mark: markText(sighting),
  orders: sighting.orders,
});

/** `POST /v1/payment_intents, payments to Stripe, attempt 2, 10:46:05.281` */
export function sentenceOf(sighting: Sighting): string {
  const { what, from, to, mark, time } = tableRow(sighting);
  return `${what}, ${from} to ${to}, ${mark}, ${time}`;
}
