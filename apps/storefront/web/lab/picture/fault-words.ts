import { type Fault, type Strike } from '@holdfast/lab-api';
import { type StandingFault, type StandingStrike } from './system.ts';

/** A fault that has not struck for so long may never do. */
const longArmedMs = 10_000;

/** `3 s`, `0.5 s`, `20 ms`. */
export const spanText = (ms: number): string =>
  ms < 100 ? `${ms} ms` : `${Number((ms / 1_000).toFixed(1))} s`;

/** `2 s` for elapsed time: whole seconds, rounded down. */
const elapsedText = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
};

/** A fault in two or three words: `slow 3 s`. */
export function faultName(fault: Fault): string {
  switch (fault.kind) {
    case 'refuse':
      return 'refuses connections';
    case 'syn_hang':
      return 'connections hang';
    case 'reset':
      return 'resets';
    case 'close':
      return 'closes early';
    case 'black_hole':
      return 'black hole';
    case 'half_open':
      return 'hides disconnects';
    case 'latency':
      return fault.jitterMs === undefined
        ? `slow ${spanText(fault.ms)}`
        : `slow ${spanText(fault.ms)} ± ${spanText(fault.jitterMs)}`;
    case 'bandwidth':
      return `${fault.bytesPerSecond} bytes/s`;
    case 'slice':
      return `in pieces of ${fault.bytes} bytes`;
    case 'truncate':
      return `cut after ${fault.bytes} bytes`;
    case 'garbage':
      return 'garbage';
    case 'status':
      return `${fault.status} instead`;
    case 'status_after':
      return `${fault.status} after the work`;
  }
}

const strikeVerbs: Readonly<Record<Strike['action']['kind'], string>> = {
  reset: 'drop',
  close: 'drop and close at',
  black_hole: 'swallow',
  cut: 'cut',
  delay: 'delay',
  duplicate: 'duplicate',
  hold: 'hold',
};

/** `drop the response`, `duplicate the request POST /payments`. */
export function strikeName({
  action,
  direction,
  label,
}: Pick<Strike, 'action' | 'direction' | 'label'>): string {
  const span = action.kind === 'delay' ? ` by ${spanText(action.ms)}` : '';
  return `${strikeVerbs[action.kind]} the ${direction}${label === undefined ? '' : ` ${label}`}${span}`;
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

const armedFor = (ms: number): string =>
  ms < longArmedMs
    ? 'armed'
    : `armed for ${elapsedText(ms)}, nothing of this kind has passed. Let customers in?`;

/** `struck 12 times, last 2 s ago`, or how long it has waited for its first message. */
export function faultStatus({ struck, lastStruckAt, setAt }: StandingFault, now: number): string {
  if (struck === 0) return armedFor(now - setAt);
  const last = lastStruckAt === null ? '' : `, last ${elapsedText(now - lastStruckAt)} ago`;
  return `struck ${times(struck)}${last}`;
}

/** `hit: 200 POST /v1/payment_intents`, or how long it has waited for its message. */
export function strikeStatus({ state, message, armedAt }: StandingStrike, now: number): string {
  if (state === 'held') return `holds: ${message?.label ?? 'one message'}`;
  if (state === 'struck') return `hit: ${message?.label ?? 'one message'}`;
  return armedFor(now - armedAt);
}

/** `ends in 104 s`; undefined if it stays. */
export const endsText = ({ endsAt }: StandingFault, now: number): string | undefined =>
  endsAt === null ? undefined : `ends in ${Math.max(0, Math.ceil((endsAt - now) / 1_000))} s`;
