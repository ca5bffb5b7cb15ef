import { heldBack, pause, type WireEvidence } from '@holdfast/witness';
import { type Scenario } from '../scenario/scenario.ts';

type Claims = Pick<Scenario, 'proves'>;

/** 100 ms: a caller gives up after a second or more. */
const everyMs = 100;

const isAboutTime = ({ proves }: Claims): boolean => proves.some((box) => box.endsWith('.timeout'));

/**
 * A scenario is often over before the callers that it made wait have reached their limits. If it is about
 * such a limit, waits for them.
 */
export async function untilGivenUp(
  scenario: Claims,
  read: () => WireEvidence,
  signal: AbortSignal,
): Promise<void> {
  while (isAboutTime(scenario) && heldBack(read()).some(({ end }) => end === 'waits'))
    await pause(everyMs, signal);
}

/**
 * Reasons to void a scenario about a time limit that no caller reached, because each was stopped before: it
 * would also hold without the limit.
 */
export function nothingGivenUp(scenario: Claims, evidence: WireEvidence): string[] {
  const [wait, ...more] = isAboutTime(scenario) ? heldBack(evidence) : [];
  if (wait === undefined || [wait, ...more].some(({ end }) => end !== 'excused')) return [];
  const { request, waitedMs, limitMs } = wait;
  return [
    `No time limit was reached: a response to ${request.label} on ${request.edge} was held back for ${waitedMs} ms; the limit is ${limitMs} ms.`,
  ];
}
