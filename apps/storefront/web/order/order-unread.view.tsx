import { useEffect, useEffectEvent, useRef } from 'react';
import { announce } from '../say/announcements.ts';
import { useNow } from '../say/use-now.ts';
import { durationText } from '../say/time.ts';
import { words } from '../words.ts';
import { useFocusKept } from './use-focus-kept.ts';

interface Props {
  /** When the order was last read; undefined if it never was. */
  readonly readAt: number | undefined;
  readonly nextReadAt: number | undefined;
  readonly onReread: () => void;
}

/** Says that the page may be out of date, and when it reads next. */
export function OrderUnread({ readAt, nextReadAt, onReread }: Props) {
  const isUnread = nextReadAt !== undefined;
  const now = useNow(isUnread);
  const sentence = isUnread ? sentenceAt(now, nextReadAt, readAt) : undefined;
  const wasUnread = useRef(false);
  // Once per failure, not each second.
  const say = useEffectEvent((): void =>
    announce(isUnread ? sentenceAt(Date.now(), nextReadAt, readAt) : words.order.upToDate),
  );
  useEffect(() => {
    if (isUnread === wasUnread.current) return;
    wasUnread.current = isUnread;
    say();
  }, [isUnread]);
  const keepFocus = useFocusKept(String(isUnread));
  return (
    <div className="order-unread-place" {...keepFocus}>
      {sentence !== undefined && (
        <div className="order-unread wait small no-print appear">
          <p className="digits">{sentence}</p>
          <button type="button" className="button-link" onClick={onReread}>
            {words.order.again}
          </button>
        </div>
      )}
    </div>
  );
}

function sentenceAt(now: number, nextReadAt: number, readAt: number | undefined): string {
  const { outOfDate, outOfDateChecking, unread } = words.order;
  const wait = nextReadAt > now ? durationText(nextReadAt - now) : undefined;
  if (readAt === undefined) return wait === undefined ? unread.now : unread.wait(wait);
  const age = durationText(now - readAt);
  return wait === undefined ? outOfDateChecking(age) : outOfDate(age, wait);
}
