import { type PointFault } from './faults-of.ts';
import { type PointName } from './points.ts';
import { armAt, hitAndRelease, type Roles, type Strikable } from './strike-point.ts';

/** One fault at one message. */
export interface PlannedStrike {
  readonly point: PointName;
  readonly fault: PointFault;
  readonly roles: Roles;
  /** How long the message may take to occur. */
  readonly withinMs: number;
  /** How late a delayed message arrives. Default 0. */
  readonly delayMs?: number;
}

/**
 * Arms the strike, and performs the operation while it hits. `afterward` runs in any case. Returns the
 * operation's response. @throws NotHit if the message did not occur
 */
export async function strikeAndAct<Response>(
  system: Strikable,
  { point, fault, roles, withinMs, delayMs }: PlannedStrike,
  act: () => Promise<Response>,
  afterward: () => Promise<void> = () => Promise.resolve(),
): Promise<Response> {
  const strike = await armAt(system, point, fault, delayMs);
  const [hit, response] = await Promise.allSettled([
    hitAndRelease(system, strike, fault, roles, withinMs),
    act(),
  ]);
  await afterward();
  if (hit.status === 'rejected') throw hit.reason;
  if (response.status === 'rejected') throw response.reason;
  return response.value;
}
