import { announce } from '../../say/announcements.ts';
import { SpokenQueue } from './spoken-queue.ts';

/** 2 s: time to listen to a sentence. */
const apartMs = 2_000;

const queue = new SpokenQueue();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Reads a sentence aloud, at most one every 2 s. A later sentence about the same subject replaces it. */
export function speak(subject: string, sentence: string): void {
  queue.put(subject, sentence);
  timer ??= setTimeout(next, 0);
}

function next(): void {
  const sentence = queue.take();
  timer = sentence === undefined ? undefined : setTimeout(next, apartMs);
  if (sentence !== undefined) announce(sentence);
}
