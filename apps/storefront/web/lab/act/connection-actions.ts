import { type Fault, type Protocol, type Strike } from '@holdfast/lab-api';
import { type LabRequest } from './lab-request.ts';
import { actWords } from './words.ts';

/** A fault or strike that the side panel offers with one press. */
export interface OfferedConnectionAction {
  readonly id: string;
  readonly label: string;
  readonly says: string;
  /** The reason why it does not fit this connection; null if it does. */
  readonly whyNot: string | null;
  readonly request: LabRequest;
}

/** 2 min: long enough to watch, short enough that a forgotten fault does not puzzle the next visitor. */
export const faultEndsAfterMs = 120_000;

export const faultRequest = (route: string, fault: Fault, isKept: boolean): LabRequest => ({
  method: 'POST',
  path: `/edges/${encodeURIComponent(route)}/faults`,
  body: isKept ? fault : { ...fault, forMs: faultEndsAfterMs },
});

export const strikeRequest = (strike: Strike): LabRequest => ({
  method: 'POST',
  path: '/strikes',
  body: strike,
});

const slow: Fault = { kind: 'latency', ms: 3_000, jitterMs: 500 };

const faults: Readonly<Record<'slow' | 'reset' | 'black_hole' | 'refuse', Fault>> = {
  slow,
  reset: { kind: 'reset' },
  black_hole: { kind: 'black_hole' },
  refuse: { kind: 'refuse' },
};

interface Connection {
  readonly route: string;
  readonly protocol: Protocol;
}

/** `isKept`: faults stay until they are removed. */
export function connectionActionsOf(
  { route, protocol }: Connection,
  isKept: boolean,
): readonly OfferedConnectionAction[] {
  const strikes = {
    drop_response: { edge: route, direction: 'response', action: { kind: 'reset' } },
    duplicate: { edge: route, direction: 'request', action: { kind: 'duplicate' } },
  } as const satisfies Readonly<Record<string, Strike>>;
  return [
    ...(Object.entries(faults) as [keyof typeof faults, Fault][]).map(([id, fault]) => ({
      id,
      ...actWords.connectionActions[id],
      whyNot: null,
      request: faultRequest(route, fault, isKept),
    })),
    {
      id: 'drop_response',
      ...actWords.connectionActions.drop_response,
      whyNot: null,
      request: strikeRequest(strikes.drop_response),
    },
    {
      id: 'duplicate',
      ...actWords.connectionActions.duplicate,
      whyNot: protocol === 'http' ? null : actWords.onlyHttp,
      request: strikeRequest(strikes.duplicate),
    },
  ];
}

/** Removes a fault or strike. A message that a strike holds goes on. */
export const removeFault = (faultId: string): LabRequest => ({
  method: 'DELETE',
  path: `/faults/${encodeURIComponent(faultId)}`,
});

export const removeStrike = (strikeId: string): LabRequest => ({
  method: 'DELETE',
  path: `/strikes/${encodeURIComponent(strikeId)}`,
});

export const releaseHeld = (strikeId: string, how: 'forward' | 'drop'): LabRequest => ({
  method: 'POST',
  path: `/strikes/${encodeURIComponent(strikeId)}/release`,
  body: { how },
});
