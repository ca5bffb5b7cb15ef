import Sequencer from '@jest/test-sequencer';

const longest = [
  ...['short-form', 'failure-modes', 'commands-in-docs'],
  ...['libs-messaging', 'apps-checkout', 'tools', 'harness-bench', 'apps-payments', 'apps-email'],
];

function rankOf({ path }) {
  const rank = longest.findIndex((name) => path.includes(name));
  return rank === -1 ? longest.length : rank;
}

/** Starts the longest e2e specs and int groups first, so that no worker runs one alone at the end. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
