import { type EventLog } from '@holdfast/fault-proxy';
import { type LabEvent } from '@holdfast/lab-api';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { badRequest } from './problem.ts';
import { type Reply } from './route.ts';

/** A listener with more unread bytes than this is dropped, because it would exhaust the lab's memory. */
const mostWaitingBytes = 64 * 1_024 * 1_024;

/** Reads the selection of events: `?since=12&background=false`. */
interface Wanted {
  readonly since: number | undefined;
  readonly withBackground: boolean;
}

function wantedBy(query: URLSearchParams): Wanted {
  const [since, background] = [query.get('since'), query.get('background')];
  if (since !== null && !/^\d+$/.test(since))
    throw badRequest(`since must be the number of a message, not "${since}".`);
  if (background !== null && background !== 'true' && background !== 'false')
    throw badRequest(`background must be true or false, not "${background}".`);
  return { since: since === null ? undefined : Number(since), withBackground: background !== 'false' };
}

const isBackground = (event: LabEvent): boolean => event.type === 'message' && event.message.isBackground;

/** Streams the events since a message, then all new ones, one `data:` each. */
export function streamEvents(log: EventLog, query: URLSearchParams): Reply {
  const wanted = wantedBy(query);
  return { write: (response) => writeEvents(log, wanted, response) };
}

function writeEvents(log: EventLog, { since, withBackground }: Wanted, response: ServerResponse): void {
  const isWanted = (event: LabEvent): boolean => withBackground || !isBackground(event);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  let lines: string[] = since === undefined ? [] : log.since(since).filter(isWanted).map(line);
  // One write for all events of one turn of the event loop.
  const flush = (): void => {
    if (lines.length > 0) response.write(lines.join(''));
    lines = [];
    if (response.writableLength > mostWaitingBytes) response.destroy();
  };
  const stop = log.listen((event) => {
    if (!isWanted(event)) return;
    if (lines.length === 0) setImmediate(flush);
    lines.push(line(event));
  });
  response.on('close', stop);
  response.write(': events\n\n');
  flush();
}

const line = (event: LabEvent): string => `data: ${JSON.stringify(event)}\n\n`;

/** The body as JSON; undefined if there is none. */
export async function readJson(request: IncomingMessage, mostBytes = 1_024 * 1_024): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw badRequest('The body is too long.');
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch {
    throw badRequest('The body is not JSON.');
  }
}
