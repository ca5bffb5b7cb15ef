import { type WireBatch } from '@holdfast/lab-api';
import { type Heard, valueNames } from './lab-sight.ts';
import { type LabListener, type OpenStream } from './lab-store.ts';

const url = '/lab/api/stream';
const reopenMs = 1_000;
/** 10 s: the lab reads everything at least every 2 s, and a verdict older than 10 s must not look new. */
const silenceMs = 10_000;
const lookMs = 1_000;

/** Keeps one stream of the lab open until it is closed. A lost or silent one is opened again every second. */
export const openLabStream: OpenStream = (listener) => {
  let source: EventSource | undefined;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  let lastHeardAt = Date.now();
  let openedAt = lastHeardAt;
  let lastId = '';
  const lose = (): void => {
    listener.heard({ kind: 'lost', lastHeardAt });
    // The browser's own pause before it tries again is longer, and after a refusal it never does.
    source?.close();
    openedAt = Date.now();
    clearTimeout(reopening);
    reopening = setTimeout(open, reopenMs);
  };
  const open = (): void => {
    openedAt = Date.now();
    // The lab continues the wire there, instead of a minute earlier.
    source = new EventSource(lastId === '' ? url : `${url}?after=${lastId}`);
    listenTo(source, listener, (id) => {
      lastHeardAt = Date.now();
      lastId = id;
    });
    source.addEventListener('error', lose);
  };
  // A lab that is paused, or a network that swallows everything, closes no stream.
  const looking = setInterval(() => {
    if (Date.now() - Math.max(lastHeardAt, openedAt) >= silenceMs) lose();
  }, lookMs);
  listener.heard({ kind: 'connecting', at: lastHeardAt });
  open();
  return () => {
    clearInterval(looking);
    clearTimeout(reopening);
    source?.close();
  };
};

function listenTo(source: EventSource, listener: LabListener, heardNow: (id: string) => void): void {
  for (const name of valueNames)
    source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
      heardNow(lastEventId);
      const heard: unknown = { kind: 'value', name, value: JSON.parse(data) as unknown };
      listener.heard(heard as Heard);
    });
  let isHistory = true;
  source.addEventListener('wire', ({ data, lastEventId }: MessageEvent<string>) => {
    heardNow(lastEventId);
    const batch = JSON.parse(data) as WireBatch;
    // A stream begins with up to a minute that has passed. Its omissions say nothing about the present.
    listener.wire(isHistory ? { ...batch, omitted: 0 } : batch);
    isHistory = false;
  });
}
