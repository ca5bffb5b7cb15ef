import { MessageDialog } from './message.dialog.tsx';
import { type Sighting } from './sighting.ts';
import { feed } from './use-timeline.ts';

interface Props {
  readonly number: number;
  readonly onOpen: (number: number) => void;
  readonly onFollow: (orderId: string) => void;
  readonly onClose: () => void;
}

/** Messages of one exchange are seldom further apart. */
const reachMs = 120_000;

export function Opened({ number, onOpen, onFollow, onClose }: Props) {
  const sighting = feed.record.find(number);
  return (
    <MessageDialog
      number={number}
      sighting={sighting}
      other={sighting && otherOf(sighting)}
      onOpen={onOpen}
      onFollow={onFollow}
      onClose={onClose}
    />
  );
}

function otherOf({ number, at, exchange, isStore }: Sighting): Sighting | undefined {
  if (exchange === null) return undefined;
  return feed.record
    .between(at - reachMs, at + reachMs, isStore)
    .find((each) => each.exchange === exchange && each.number !== number);
}
