import { type Page } from 'playwright-core';
import { type Shop } from './shop.ts';

export interface Scene {
  /** The file in docs/images, without its ending. */
  readonly name: string;
  readonly screen: 'desktop' | 'phone';
  readonly colors: 'light' | 'dark';
  /** Brings the page into the state of the picture. */
  readonly play: (page: Page, shop: Shop) => Promise<void>;
  /** Undoes what the scene broke. */
  readonly restore?: (shop: Shop) => Promise<unknown>;
}

/** A scene whose course is recorded, from the start of `film` to its end. */
export interface Recording extends Omit<Scene, 'play'> {
  readonly record: (page: Page, shop: Shop, film: Film) => Promise<void>;
}

export interface Film {
  /** Records from here on. */
  start(): void;
  /** Records no more. The last picture stays so long. */
  stop(lastMs: number): Promise<void>;
}
