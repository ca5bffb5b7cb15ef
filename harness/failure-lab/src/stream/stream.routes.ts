import { type LabContext } from '../context/lab-context.ts';
import { type Route } from '../control/route.ts';
import { StreamHub } from './stream-hub.ts';

/** A source that fails at each reading is reported once a minute. */
const repeatMs = 60_000;

export function streamRoutes({ streams, lab, attention, stopping }: LabContext): Route[] {
  streams.add({
    name: 'edges',
    current: () => lab.edges(),
    onChange: (changed) => lab.log.listen(changed),
  });
  const hub = new StreamHub({ streams, log: lab.log, attention, failed: reportRarely() });
  stopping.addEventListener('abort', () => hub.close());
  return [
    [
      'GET',
      /^\/stream$/,
      ({ query, headers }) => {
        const header = headers['last-event-id'];
        const lastId = query.get('after') ?? (typeof header === 'string' ? header : undefined);
        return { write: (response) => hub.open(response, lastId) };
      },
    ],
  ];
}

function reportRarely(): (name: string, why: string) => void {
  const reportedAt = new Map<string, number>();
  return (name, why) => {
    const text = `the stream ${name} cannot be read: ${why}`;
    if (performance.now() - (reportedAt.get(text) ?? -repeatMs) < repeatMs) return;
    reportedAt.set(text, performance.now());
    process.stderr.write(`${text}\n`);
  };
}
