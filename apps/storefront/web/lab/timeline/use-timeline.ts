import { useMemo, useSyncExternalStore } from 'react';
import { TimelineFeed } from './feed.ts';
import { FollowedOrder } from './followed-order.ts';
import { lanesOf, type Lane } from './lanes.ts';
import { labStore, useLab } from '../stream/use-lab.ts';
import { type Sighting } from './sighting.ts';
import { Slowed } from './slowed.ts';

export const feed = new TimelineFeed(labStore);

/** Views made of elements follow the wire at this pace. */
const slowed = new Slowed(feed.subscribe, 400);

/** Changes when the record has changed, at most every 400 ms. */
export const useRecordVersion = (): number => useSyncExternalStore(slowed.subscribe, slowed.current);

export function useLanes(withStores: boolean): readonly Lane[] {
  const edges = useLab('edges');
  // The stream sends the edges twice a second; the lanes seldom change.
  const roles = (edges ?? []).map(({ edge, from, to }) => `${edge} ${from} ${to}`).join();
  return useMemo(
    () => lanesOf(edges ?? []).filter(({ isStore }) => withStores || !isStore),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- by value
    [roles, withStores],
  );
}

export const followedOrder = new FollowedOrder(feed);

/** All messages of the order that are known, oldest first. */
export function useFollowed(orderId: string | null): readonly Sighting[] {
  return useSyncExternalStore(slowed.subscribe, () => followedOrder.messages(orderId, slowed.current()));
}
