import { type LabBreaker, type Release } from '@holdfast/lab-api';
import { laneName, processName } from './lanes.ts';

/** `77 ms`, `2.1 s`, `3 s`, from 120 s `2.5 min`. */
export function spanText(ms: number): string {
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms >= 120_000) return `${Number((ms / 60_000).toFixed(1))} min`;
  return `${Number((ms / 1_000).toFixed(1))} s`;
}

const breakerStates: Readonly<Record<LabBreaker['breaker'], string>> = {
  open: 'opened',
  half_open: 'lets one call test',
  closed: 'closed again',
};

const releases: Readonly<Record<Release, string>> = {
  forward: '',
  drop: ', then dropped',
  reset: ', then dropped with its connection',
  forward_and_reset: ', then delivered before a reset',
};

/** The sentences of the timeline. */
export const timelineWords = {
  heading: 'Timeline',
  strip: 'Messages of the last 60 seconds',
  stripHelp: 'Left and right move between messages, Enter opens one, P pauses.',
  pause: 'Pause',
  resume: 'Resume',
  paused: 'Paused',
  live: 'The last 60 seconds',
  quiet: 'No message has passed in the last 60 seconds. Let customers in, or buy something.',
  density: (arrows: number) =>
    `${arrows.toLocaleString('en-US')} messages: lanes show how many, and arrows only where something happened.`,
  omitted: (perSecond: number) =>
    `${perSecond.toLocaleString('en-US')} more a second are not shown: the lab sends at most 600.`,
  stores: (isOpen: boolean) => (isOpen ? 'Hide databases and queues' : 'Show databases and queues'),
  asTable: 'Show as table',
  asPicture: 'Show as picture',
  noneSelected: 'No message selected',

  legend: 'Marks',
  marks: {
    request: 'request',
    response: 'response',
    repeated: 'repeated: same order, same request',
    struck: 'struck by the lab',
    lost: 'never arrived',
    breaker: 'breaker moved',
    process: 'process acted on',
  },
  struck: {
    reset: 'connection reset',
    close: 'connection closed',
    black_hole: 'dropped in silence',
    cut: 'cut in half',
    truncate: 'cut short',
    hold: 'held',
    duplicate: 'sent twice',
    bandwidth: 'slowed down',
    slice: 'sent in small pieces',
    garbage: 'replaced by garbage',
    refuse: 'refused',
    syn_hang: 'connection never made',
    half_open: 'close hidden',
    late: (ms: number) => `${spanText(ms)} late`,
    status: (status: number) => `${status} returned instead`,
    status_after: (status: number) => `replaced by ${status}`,
  },
  released: (heldMs: number, how: Release) => `held for ${spanText(heldMs)}${releases[how]}`,
  struckAs: (words: string) => `struck: ${words}`,
  struckAndLost: (words: string) => `struck: ${words}, never arrived`,
  noResponse: 'no response',
  attempt: (attempt: number) => `attempt ${attempt}`,
  attemptWith: (attempt: number, isSameKey: boolean, waitedMs: number) =>
    `attempt ${attempt}${isSameKey ? ', same key' : ''}, waited ${spanText(waitedMs)}`,

  breaker: (process: string, dependency: string, state: LabBreaker['breaker']) =>
    `${processName(process)}: breaker for ${dependency} ${breakerStates[state]}`,
  process: (process: string, state: string, newPid: number | null) =>
    `${processName(process)}: ${state}${newPid === null ? '' : `, new process ${newPid}`}`,

  follow: 'Follow',
  followLabel: 'Follow one order',
  followHint: 'Its ID, such as ord_01a2…, or click a message.',
  notAnId: 'This is not an order ID. One looks like ord_01a21de64640751b8e5f50bccf4bc795.',
  following: 'Following',
  stopFollowing: 'Stop following',
  storyEmpty: 'No message of this order has passed since this page opened.',
  storyForgotten: 'The lab has forgotten the older messages of this order.',
  storyReading: 'Reading its earlier messages…',
  orderUnknown: 'No order has this ID.',
  story: (orderId: string) => `Messages of order ${orderId}`,
  storyHelp: 'Up and down move between messages, Enter opens one.',
  later: (ms: number) => `${spanText(ms)} later`,
  waitedThenRepeated: (lane: string, ms: number) =>
    `${laneName(lane)} waited ${spanText(ms)}, then tried again`,
  steps: {
    saved: 'saves it',
    outbox: 'saves it, with a message in its outbox',
    queued: 'puts the message on the queue',
    taken: 'takes the message from the queue',
  },
  lead: {
    repeated: (label: string, attempts: number, isSameKey: boolean) =>
      `${label}: ${attempts} attempts${isSameKey ? ' with one key' : ''}.`,
    lost: (n: number) => (n === 1 ? '1 message never arrived.' : `${n} messages never arrived.`),
    charges: (n: number) => (n === 1 ? '1 charge.' : `${n} charges.`),
    noCharge: 'No charge.',
    emails: (n: number) => (n === 1 ? '1 email sent.' : `${n} emails sent.`),
  },

  table: {
    caption: (n: number) => `The last ${n} messages, newest first`,
    captionFollowed: (orderId: string) => `Messages of order ${orderId}, oldest first`,
    time: 'Time',
    from: 'From',
    to: 'To',
    what: 'Message',
    mark: 'Mark',
    order: 'Order',
    newer: (n: number) =>
      n === 1 ? 'Show 1 newer message' : `Show ${n.toLocaleString('en-US')} newer messages`,
    upToDate: 'No newer messages.',
    open: (what: string) => `Bytes of ${what}`,
  },

  message: {
    loading: 'Reading its bytes…',
    forgotten: 'The lab has forgotten this message.',
    failed: (detail: string) => `Its bytes could not be read. ${detail}`,
    head: 'Head',
    body: 'Body',
    noBody: 'This message has no body.',
    masked: (parts: readonly string[]) => `Hidden here: ${parts.join(', ')}.`,
    cut: (kept: number, bytes: number) =>
      `The first ${kept.toLocaleString('en-US')} of ${bytes.toLocaleString('en-US')} bytes.`,
    whole: (bytes: number) => `${bytes.toLocaleString('en-US')} bytes.`,
    close: 'Close',
    itsRequest: 'Its request',
    itsResponse: 'Its response',
    key: (hash: string) => `Idempotency key with hash ${hash}`,
    follow: (orderId: string) => `Follow order ${shortOrder(orderId)}`,
  },
} as const;

/** `ord_…c795` */
export function shortOrder(orderId: string): string {
  return orderId.length > 12 ? `ord_…${orderId.slice(-4)}` : orderId;
}
