import { type EdgeStatus } from '@holdfast/lab-api';
import { now } from '@holdfast/witness';

type Edge = Pick<EdgeStatus, 'edge' | 'messages' | 'backgroundMessages'>;
type Lab = { readonly edges: () => Promise<readonly Edge[]> };

export interface Traffic {
  readonly at: number;
  readonly edges: readonly Edge[];
}

/**
 * 200, and 100 a second: at least twice what polls, leases and relays needed (74 in 0.7 s, 242 in 4.7 s;
 * measured). A loop without a pause sends 300 to 540 a second on each edge.
 */
const usual = 200;
const usualPerSecond = 100;
/** Enough to recognize the loop. */
const labelsNamed = 4;

export async function trafficOn(lab: Lab): Promise<Traffic> {
  return { at: now(), edges: await lab.edges() };
}

/**
 * The edges that carried more background messages in between than work that pauses. Each message of a request
 * may have one, because commits wake relays.
 */
export function tooMuchBackground(before: Traffic, after: Traffic): readonly string[] {
  const seconds = (after.at - before.at) / 1_000;
  const earlier = new Map(before.edges.map((each) => [each.edge, each]));
  return after.edges.flatMap(({ edge, messages, backgroundMessages }) => {
    const { messages: all = 0, backgroundMessages: background = {} } = earlier.get(edge) ?? {};
    const counts = Object.entries(backgroundMessages)
      .map(([label, until]) => ({ label, count: until - (background[label] ?? 0) }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
    const count = counts.reduce((sum, each) => sum + each.count, 0);
    const ofRequests = messages - all - count;
    if (count <= usual + usualPerSecond * seconds + ofRequests) return [];
    const most = counts.slice(0, labelsNamed).map((each) => `${each.count} ${each.label}`);
    return [
      `${edge} has a loop without a pause, with ${count} background messages in ${seconds.toFixed(1)} s (${most.join(', ')})`,
    ];
  });
}
