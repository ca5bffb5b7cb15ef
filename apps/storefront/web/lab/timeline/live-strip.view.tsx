import { useMemo, useState } from 'react';
import { Fullness } from './fullness.view.tsx';
import { Legend } from './legend.view.tsx';
import { Strip } from './strip.view.tsx';
import { holdTimeline, usePause } from './use-pause.ts';
import { useFollowed, useLanes } from './use-timeline.ts';

interface Props {
  readonly withStores: boolean;
  readonly followed: string | null;
  readonly onOpen: (number: number) => void;
}

/** The window with its legend. All but the followed order is dimmed. */
export function LiveStrip({ withStores, followed, onOpen }: Props) {
  const [arrows, setArrows] = useState<number | null>(null);
  const isPaused = usePause();
  const lanes = useLanes(withStores);
  const messages = useFollowed(followed);
  const numbers = useMemo(
    () => (followed === null ? undefined : new Set(messages.map(({ number }) => number))),
    [followed, messages],
  );
  return (
    <>
      <Strip
        lanes={lanes}
        withStores={withStores}
        isPaused={isPaused}
        followed={numbers}
        onHold={holdTimeline}
        onOpen={onOpen}
        onDensity={setArrows}
      />
      <Fullness arrows={arrows} withStores={withStores} />
      <Legend />
    </>
  );
}
