import Sequencer from '@jest/test-sequencer';

const longest = [
  ...['short-form', 'failure-modes', 'commands-in-docs'],
  ...['libs-messaging', 'apps-checkout', 'tools', 'harness-bench', 'apps-payments', 'apps-email'],
  ...['examples', 'libs-service-defaults', 'harness-failure-lab'],
];

function rankOf({ path }) {
  const rank = longest.findIndex((name) => path.includes(name));
  return rank === -1 ? longest.length : rank;
}

/** 2 for the second group of a project. */
const numberOf = ({ path }) => Number(/-(\d+)\.ts$/.exec(path)?.[1] ?? 1);

function startOf(test) {
  const rank = rankOf(test);
  return rank === longest.length ? Number.MAX_SAFE_INTEGER : numberOf(test) * longest.length + rank;
}

/**
 * Starts the longest e2e specs and int groups first, so that no worker runs one alone at the end. The groups
 * of a project start in different rounds: those of messaging mostly wait, and those of the tools compute.
 */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => startOf(a) - startOf(b));
  }
}
