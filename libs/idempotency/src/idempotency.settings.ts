import { areValid, timings } from '@holdfast/service-defaults';
import { z } from 'zod';
import { type RunningTimes, runningTimes } from './running/running-times.ts';

const ms = z.coerce.number().int().min(10).max(86_400_000);

/** The intervals of keys, with the library's defaults. Spread them into the service's schema. */
export const keyTimings = timings({
  KEY_OWNER_RENEW_MS: ms.default(runningTimes.renewMs),
  KEY_OWNER_LEASE_MS: ms.default(runningTimes.processLeaseMs),
  KEY_COMPLETE_INTERVAL_MS: ms.default(runningTimes.completerPollMs),
  KEY_RECHECK_MS: ms.default(runningTimes.firstRecheckMs),
  KEY_RECHECK_CAP_MS: ms.default(runningTimes.longestRecheckMs),
  KEY_SLOW_RECHECK_MS: ms.default(runningTimes.slowRecheckMs),
  KEY_ABSENCE_GRACE_MS: ms.default(runningTimes.absenceGraceMs),
  KEY_REAP_INTERVAL_MS: ms.default(runningTimes.reapEveryMs),
});

type KeyTimings = { readonly [K in keyof typeof keyTimings]: z.output<(typeof keyTimings)[K]> };

/** The error if one lost renewal makes a living process look dead, for a `refine` with `renewsInTime`. */
export const renewsTooSeldom = {
  path: ['KEY_OWNER_LEASE_MS'],
  error:
    'must be at least three times KEY_OWNER_RENEW_MS, or one slow renewal makes a living process look dead',
  when: areValid('KEY_OWNER_LEASE_MS', 'KEY_OWNER_RENEW_MS'),
};

export function renewsInTime(settings: KeyTimings): boolean {
  return settings.KEY_OWNER_LEASE_MS >= 3 * settings.KEY_OWNER_RENEW_MS;
}

export function runningTimesOf(settings: KeyTimings): RunningTimes {
  return {
    renewMs: settings.KEY_OWNER_RENEW_MS,
    processLeaseMs: settings.KEY_OWNER_LEASE_MS,
    completerPollMs: settings.KEY_COMPLETE_INTERVAL_MS,
    firstRecheckMs: settings.KEY_RECHECK_MS,
    longestRecheckMs: settings.KEY_RECHECK_CAP_MS,
    slowRecheckMs: settings.KEY_SLOW_RECHECK_MS,
    absenceGraceMs: settings.KEY_ABSENCE_GRACE_MS,
    reapEveryMs: settings.KEY_REAP_INTERVAL_MS,
  };
}
