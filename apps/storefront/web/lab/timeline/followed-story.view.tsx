import { type Journey } from '@holdfast/lab-api';
import { Story } from './story.view.tsx';
import { type Lead, leadOf } from './story.ts';
import { MessageTable } from './table.view.tsx';
import { type JourneyRead, useJourney } from './use-journey.ts';
import { feed, useFollowed, useLanes } from './use-timeline.ts';
import { timelineWords as words } from './words.ts';

interface Props {
  readonly orderId: string;
  readonly withStores: boolean;
  readonly isTable: boolean;
  readonly onOpen: (number: number) => void;
  readonly onFollow: (orderId: string) => void;
}

export function FollowedStory({ orderId, withStores, isTable, onOpen, onFollow }: Props) {
  const messages = useFollowed(orderId);
  const lanes = useLanes(true);
  const read = useJourney(orderId, messages.length);
  const shown = messages.filter(({ isStore }) => withStores || !isStore);
  return (
    <div className="followed stack">
      <p className="followed-lead">{leadText(leadOf(messages), read)}</p>
      {messages.length === 0 ? (
        <p className="quiet">{emptyText(read)}</p>
      ) : isTable ? (
        <MessageTable sightings={shown} followed={orderId} onOpen={onOpen} onFollow={onFollow} />
      ) : (
        <Story
          orderId={orderId}
          lanes={lanes.filter(({ isStore }) => withStores || !isStore)}
          messages={messages}
          moves={feed.moves}
          withStores={withStores}
          onOpen={onOpen}
        />
      )}
    </div>
  );
}

function emptyText(read: JourneyRead): string {
  if (read.kind === 'unknown') return words.orderUnknown;
  return read.kind === 'reading' ? words.storyReading : words.storyEmpty;
}

function leadText({ repeated, lost }: Lead, read: JourneyRead): string {
  const { lead } = words;
  return [
    repeated === null ? undefined : lead.repeated(repeated.label, repeated.attempts, repeated.isSameKey),
    lost === 0 ? undefined : lead.lost(lost),
    ...(read.kind === 'read' ? ledgerTexts(read.journey) : []),
  ]
    .filter((text) => text !== undefined)
    .join(' ');
}

function ledgerTexts({ charges, emails }: Journey): readonly string[] {
  const { lead } = words;
  const taken = charges?.filter(({ status }) => status === 'succeeded').length;
  const sent = emails.filter(({ status }) => status === 'sent').length;
  return [
    // With Stripe itself, charges cannot be read.
    ...(taken === undefined ? [] : [taken === 0 ? lead.noCharge : lead.charges(taken)]),
    ...(sent === 0 ? [] : [lead.emails(sent)]),
  ];
}
