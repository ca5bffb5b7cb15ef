import { type ScenarioResult, type SuiteReport } from '../../suite-report.ts';
import { worstFirst } from '@holdfast/engine';
import { type CompactRun } from '../data/compact-run.ts';
import { type Room } from '../data/room.ts';
import { html, type Html } from '../html.ts';
import { type Evidence, scenario } from './scenario.ts';
import { scenarioList } from './scenarios.ts';

/** From the least to the most that is shown of a scenario; its messages are most of its bytes. */
const levels: readonly Evidence[] = [
  { drawing: false, ledgers: false, messages: false },
  { drawing: true, ledgers: false, messages: false },
  { drawing: true, ledgers: true, messages: false },
  { drawing: true, ledgers: true, messages: true },
];

/** With more failures than that, one cause is behind most of them; the others are listed in brief. */
const detailedMost = 40;

/** First a little of each, then more of each while there is room. */
function fill(failed: readonly ScenarioResult[], room: Room): (Html | null)[] {
  const shown: (Html | null)[] = failed.map(() => null);
  for (const evidence of levels) {
    for (const [place, result] of failed.slice(0, detailedMost).entries()) {
      const before = shown[place] ?? null;
      if (before === null && evidence !== levels[0]) continue;
      shown[place] = room.replace(before, scenario(result, { isOpen: place === 0, evidence }));
    }
  }
  return shown;
}

/**
 * Every scenario that did not hold; the first one is unfolded. As far as the page has room, each has its
 * timeline and ledgers. The others are listed in brief.
 */
export function counterexamples({ results }: SuiteReport, run: CompactRun, room: Room): Html | null {
  const failed = worstFirst(results).filter(({ verdict }) => verdict !== 'held');
  if (failed.length === 0) return null;
  const shown = fill(failed, room);
  const brief = failed.filter((_, index) => shown[index] === null);
  return html`<h2 id="not-held">What did not hold (${failed.length})</h2>
    ${shown}
    ${
      brief.length > 0 &&
      html`<p class="quiet">
        In brief, because the page is full; report.json has their timelines and ledgers:
      </p>`
    }
    ${scenarioList(brief, run)}`;
}
