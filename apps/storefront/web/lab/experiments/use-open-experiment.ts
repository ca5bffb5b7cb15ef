import { useEffect, useSyncExternalStore } from 'react';
import { useSearch } from 'wouter';
import { addressWith, OpenExperimentStore } from './open-experiment.ts';

// Not by the router's navigate, which scrolls to the top of a new page.
const store = new OpenExperimentStore(location.search, (id) =>
  history.replaceState(history.state, '', addressWith(location, id)),
);

/** The experiment in the side panel, which the address names. */
export function useOpenExperiment() {
  const search = useSearch();
  useEffect(() => store.follow(search), [search]);
  const open = useSyncExternalStore(store.subscribe, store.current);
  const { show, guess, see, takeFocus } = store;
  return { ...open, show, guess, see, takeFocus };
}
