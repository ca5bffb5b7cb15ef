import { type BreakerState, type DependencySnapshot } from '../dependency-snapshot.ts';
import { labeled, scrapedCounter, scrapedGauge } from './scraped.metrics.ts';
import { tallies } from './tallies.ts';
import { type CallTally } from './tally.ts';

const states: readonly BreakerState[] = ['closed', 'open', 'half_open'];

scrapedGauge({
  name: 'resilience_breaker_state',
  help: '1 for the current state of the breaker, 0 for the others.',
  labels: ['dependency', 'state'],
  series: () =>
    tallies
      .snapshots()
      .flatMap(({ dependency, breaker }) =>
        states.map((state) => [{ dependency, state }, Number(state === breaker.state)] as const),
      ),
});

scrapedCounter({
  name: 'resilience_breaker_transitions_total',
  help: 'State changes of breakers.',
  labels: ['dependency', 'from', 'to'],
  series: () =>
    [...tallies.entries()].flatMap(([dependency, { transitions }]) =>
      Object.entries(transitions).map(([change, value]) => {
        const [from = '', to = ''] = change.split('>');
        return [{ dependency, from, to }, value] as const;
      }),
    ),
});

scrapedCounter({
  name: 'resilience_breaker_rejected_total',
  help: 'Attempts rejected by a breaker.',
  labels: ['dependency'],
  series: () =>
    [...tallies.entries()].map(([dependency, { breakerRejections }]) => [{ dependency }, breakerRejections]),
});

scrapedCounter({
  name: 'resilience_breaker_probes_total',
  help: 'Probes of half-open breakers: started; lease_expired: not reported in time; stale: results too late to count.',
  labels: ['dependency', 'event'],
  series: () =>
    [...tallies.entries()].flatMap(([dependency, { breakerNews: news }]) =>
      labeled({ dependency }, [
        [{ event: 'started' }, news['breaker.probe-started'] ?? 0],
        [{ event: 'lease_expired' }, news['breaker.probe-lease-expired'] ?? 0],
        [{ event: 'stale' }, news['breaker.outcome-stale'] ?? 0],
      ]),
    ),
});

scrapedCounter({
  name: 'resilience_breaker_open_seconds_total',
  help: 'Time that breakers have been open; excludes half-open.',
  labels: ['dependency'],
  series: () => {
    const now = new Map(tallies.snapshots().map((snapshot) => [snapshot.dependency, snapshot]));
    return [...tallies.entries()].map(([dependency, tally]) => [
      { dependency },
      openSeconds(tally, now.get(dependency)),
    ]);
  },
});

function openSeconds(tally: CallTally, snapshot: DependencySnapshot | undefined): number {
  const isOpen = snapshot?.breaker.state === 'open';
  return (tally.openMs + (isOpen ? Math.max(0, snapshot.at - snapshot.breaker.since) : 0)) / 1_000;
}
