import { type LabEvent, type Message, type Strike } from '@holdfast/lab-api';

const clock = (at: number): string => new Date(at).toISOString().slice(11, 23);

const arrows = { request: '→', response: '←' };

function messageLine({ at, edge, direction, label, bytes, connection }: Message): string {
  return `${clock(at)}  ${edge} ${arrows[direction]} ${label}  (connection ${connection}, ${bytes} bytes)`;
}

/** The line of an event; undefined for what is not printed. */
export function lineOf(event: LabEvent, showsBackground: boolean): string | undefined {
  if (event.type === 'struck') {
    const { strike } = event;
    return `${clock(event.at)}  ${strike.edge} ✗ ${strikeText(strike)}`;
  }
  if (event.type !== 'message') return undefined;
  return event.message.isBackground && !showsBackground ? undefined : messageLine(event.message);
}

/** `reset at response 2 "COMMIT"` */
export function strikeText({ direction, label, ordinal = 1, action }: Strike): string {
  const does = action.kind === 'delay' ? `delay of ${action.ms} ms` : action.kind;
  return `${does} at ${direction} ${ordinal} ${label === undefined ? 'of any kind' : `"${label}"`}`;
}
