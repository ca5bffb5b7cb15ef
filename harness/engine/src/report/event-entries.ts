import { type LabEvent } from '@holdfast/lab-api';
import { type CustomerResponse } from '../customers/customer-response.ts';
import { type TimelineEntry } from './result.ts';

/** More than a page shows. */
const mostMessages = 400;
const mostResponses = 40;

const sawOf = ({ method, path, status, failure, startedAt, endedAt }: CustomerResponse): string =>
  `${method} ${path} → ${failure ?? status} after ${Math.round(endedAt - startedAt)} ms`;

/** One line per response that customers got, at most 40. */
export function responseLines(responses: readonly CustomerResponse[]): readonly string[] {
  const saw = responses.map(sawOf);
  return saw.length > mostResponses
    ? [...saw.slice(0, mostResponses), `and ${saw.length - mostResponses} more`]
    : saw;
}

function entryOf(event: LabEvent): TimelineEntry | undefined {
  switch (event.type) {
    case 'message': {
      const { at, edge, direction, label } = event.message;
      return { at, lane: edge, kind: 'message', text: `${direction === 'request' ? '→' : '←'} ${label}` };
    }
    case 'struck': {
      const { action, message, edge } = event.strike;
      return {
        at: event.at,
        lane: message?.edge ?? edge,
        kind: 'fault',
        text: `${action.kind}: ${message?.label ?? ''}`,
      };
    }
    case 'released':
      return { at: event.at, lane: 'lab', kind: 'fault', text: `released: ${event.how}` };
    case 'fault_set':
      return { at: event.at, lane: event.fault.edge, kind: 'fault', text: `set: ${event.fault.kind}` };
    case 'fault_cleared':
      return {
        at: event.at,
        lane: event.fault.edge,
        kind: 'fault',
        text: `cleared: ${event.fault.kind}, struck ${event.fault.struck} times`,
      };
    default:
      return undefined;
  }
}

/**
 * The timeline of a scenario in order of time. `isWhole` includes the messages, which are the bulk, up to
 * 400.
 */
export function timelineOf(
  noted: readonly TimelineEntry[],
  happened: readonly LabEvent[],
  isWhole: boolean,
): TimelineEntry[] {
  const events = happened.filter(
    (event) => event.type !== 'message' || (isWhole && !event.message.isBackground),
  );
  const messages = events.filter(({ type }) => type === 'message').slice(0, mostMessages);
  const shown = [...messages, ...events.filter(({ type }) => type !== 'message')].map(entryOf);
  return [...noted, ...shown.filter((entry) => entry !== undefined)].toSorted(
    (one, other) => one.at - other.at,
  );
}
