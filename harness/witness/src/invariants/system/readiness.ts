import { type ReadinessReading } from '../../ledgers/readiness.ts';
import { type Evidence } from '../evidence.ts';
import { type Invariant } from '../invariant.ts';

/** The only dependency without which a process should get no requests. */
const needed = 'postgres';

/** 40. As documented in `docs/explanation/kubernetes.md`. */
export const readiness: Invariant = {
  number: 40,
  says: 'A process is ready exactly while its database is up, whatever else is down: an orchestrator takes no other process out of service.',
  contradictions: (evidence) => {
    const wrong = (evidence.readiness ?? []).flatMap((reading) => against(evidence, reading));
    return [...new Set(wrong)];
  },
};

function against(evidence: Evidence, { at, process, status, checks, down }: ReadinessReading): string[] {
  if (!checks.includes(needed)) return [`${process} does not report whether ${needed} is up`];
  const others = down.filter((name) => name !== needed).join(', ') || 'nothing';
  if (down.includes(needed))
    return status === 503 ? [] : [`${process} is ready (${status}) although ${needed} is down`];
  if (status === 200 || isEnding(evidence, process, at)) return [];
  return [`${process} is not ready (${status}) although ${needed} is up; down: ${others}`];
}

/** A process that the suite stops is not ready until its requests are done. */
const isEnding = ({ acts }: Evidence, process: string, at: number): boolean =>
  acts.some((each) => each.process === process && /^(stop|restart)/.test(each.act) && each.at <= at + endsMs);

/** A process that the suite ends may do so between the request and its response. */
const endsMs = 3_000;
