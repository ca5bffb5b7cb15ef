import './timeline.css';
import { useState } from 'react';
import { useSelection } from '../selection/use-selection.ts';
import { useShortcut } from '../shortcuts/use-shortcut.ts';
import { FollowForm } from './follow.view.tsx';
import { FollowedStory } from './followed-story.view.tsx';
import { LiveStrip } from './live-strip.view.tsx';
import { LiveTable } from './live-table.view.tsx';
import { Opened } from './opened.view.tsx';
import { TimelineHead } from './timeline-head.view.tsx';
import { useIsNarrow } from './use-is-narrow.ts';
import { togglePause } from './use-pause.ts';

const headingId = 'timeline-heading';

/** The last 60 seconds of the wire, and below it the order that is followed. */
export function Timeline() {
  const { followed, follow, message, openMessage } = useSelection();
  const isNarrow = useIsNarrow();
  useShortcut('p', togglePause);
  const [withStores, setWithStores] = useState(false);
  const [form, setForm] = useState<'table' | 'picture'>();
  const isTable = form === undefined ? isNarrow : form === 'table';
  const shared = { withStores, onOpen: openMessage };
  const followOpened = (orderId: string): void => {
    openMessage(null);
    follow(orderId);
  };
  return (
    <section className="timeline stack" aria-labelledby={headingId}>
      <TimelineHead
        headingId={headingId}
        withStores={withStores}
        isTable={isTable}
        onStores={() => setWithStores(!withStores)}
        onForm={() => setForm(isTable ? 'picture' : 'table')}
      />
      {!isTable && <LiveStrip followed={followed} {...shared} />}
      {isTable && followed === null && <LiveTable onFollow={followOpened} {...shared} />}
      <FollowForm followed={followed} onFollow={follow} />
      {followed !== null && (
        <FollowedStory orderId={followed} isTable={isTable} onFollow={followOpened} {...shared} />
      )}
      {message !== null && (
        <Opened
          number={message}
          onOpen={openMessage}
          onFollow={followOpened}
          onClose={() => openMessage(null)}
        />
      )}
    </section>
  );
}
