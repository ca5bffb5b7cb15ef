import { faultName, faultStatus, strikeName, strikeStatus } from './fault-words.ts';
import { type SystemConnection } from './system.ts';

/** A fault or strike on a connection, as its badge shows it. */
export interface Badge {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** False for a strike that has hit. */
  readonly isActive: boolean;
}

/** A strike that hit stays in the picture for so long. The side panel keeps it. */
const shownAfterHitMs = 30_000;

/** The newest first. */
export function badgesOf(
  { faults, strikes }: Pick<SystemConnection, 'faults' | 'strikes'>,
  now: number,
): Badge[] {
  const shown = strikes.filter(
    ({ state, message }) => state !== 'struck' || now - (message?.at ?? 0) < shownAfterHitMs,
  );
  return [
    ...faults.map((fault) => ({
      at: fault.setAt,
      badge: {
        id: fault.faultId,
        name: faultName(fault),
        status: faultStatus(fault, now),
        isActive: true,
      },
    })),
    ...shown.map((strike) => ({
      at: strike.armedAt,
      badge: {
        id: strike.strikeId,
        name: strikeName(strike),
        status: strikeStatus(strike, now),
        isActive: strike.state !== 'struck',
      },
    })),
  ]
    .sort((one, other) => other.at - one.at)
    .map(({ badge }) => badge);
}
