import { showsDensity } from './density.ts';
import { TilePainter } from './draw-tile.ts';
import { overhangMs, wordsEveryMs } from './draw-words.ts';
import { type TimelineFeed } from './feed.ts';
import { fitTile } from './fit-tile.ts';
import { type Geometry, pixelsOf, tileMs, tileOf, tilesIn, windowMs } from './geometry.ts';
import { type Palette, readPalette, watchTheme } from './palette.ts';
import { isNotable, type Sighting } from './sighting.ts';
import { WindowMotion } from './window-motion.ts';

export interface Shown {
  readonly geometry: Geometry;
  readonly withStores: boolean;
  readonly followed: ReadonlySet<number> | undefined;
}

interface Elements {
  readonly track: HTMLElement;
  /** Its color is set to read the theme. */
  readonly probe: HTMLElement;
  readonly cursor: HTMLElement;
}

const edgeMs = 500;

/** Draws the window on canvases of five seconds each, and only those on which something has changed. */
export class StripCanvas {
  private readonly tiles = new Map<number, HTMLCanvasElement>();
  private readonly stale = new Set<number>();
  private readonly motion: WindowMotion;
  private readonly stops: readonly (() => void)[];
  private palette: Palette;
  private isDensity = false;
  private frame: number | undefined;
  private selected: number | null = null;

  constructor(
    private readonly elements: Elements,
    private readonly feed: TimelineFeed,
    private shown: Shown,
    private readonly onDensity: (arrows: number | null) => void,
  ) {
    this.palette = readPalette(elements.probe);
    this.motion = new WindowMotion({
      element: elements.track,
      geometry: () => this.shown.geometry,
      now: () => this.feed.now(),
      onTurn: () => this.turn(),
    });
    this.stops = [
      feed.subscribe((changedFrom) => this.changed(changedFrom)),
      watchTheme(() => {
        this.palette = readPalette(elements.probe);
        this.redraw();
      }),
    ];
    this.motion.begin();
  }

  stop(): void {
    for (const stop of this.stops) stop();
    this.motion.stop();
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    for (const canvas of this.tiles.values()) canvas.remove();
    this.tiles.clear();
  }

  show(shown: Shown): void {
    const { geometry } = this.shown;
    this.shown = shown;
    if (shown.geometry.width !== geometry.width) this.motion.start();
    this.redraw();
    this.select(this.selected);
  }

  pause(isPaused: boolean): void {
    this.motion.pause(isPaused);
  }

  /** The time at the left end of the window. */
  start(): number {
    return this.motion.end() - windowMs;
  }

  visible(): readonly Sighting[] {
    const start = this.start();
    const { followed } = this.shown;
    const found = this.between(start, start + windowMs);
    return followed === undefined ? found : found.filter(({ number }) => followed.has(number));
  }

  near(at: number, ms: number): readonly Sighting[] {
    return this.between(at - ms, at + ms);
  }

  select(number: number | null): void {
    this.selected = number;
    const sighting = number === null ? undefined : this.feed.record.find(number);
    const { cursor } = this.elements;
    cursor.hidden = sighting === undefined;
    if (sighting !== undefined) cursor.style.left = this.leftOf(sighting.at);
  }

  private leftOf(at: number): string {
    return `${pixelsOf(at - this.motion.base, this.shown.geometry)}px`;
  }

  private between(from: number, to: number): readonly Sighting[] {
    return this.feed.record.between(from, to, this.shown.withStores);
  }

  private changed(from: number): void {
    const now = this.feed.now();
    const isSaid = this.between(from, now).some(isNotable) || this.feed.moves.some(({ at }) => at >= from);
    // Marks at the edge of a tile reach into the one before, words into those before it.
    const first = tileOf(from - (isSaid ? overhangMs : edgeMs));
    for (let tile = first; tile <= tileOf(now); tile += 1) this.stale.add(tile);
    this.schedule();
  }

  /** Once a second: tiles come and go, and the number of arrows decides how they are drawn. */
  private turn(): void {
    const start = this.start();
    const arrows = this.countArrows(start);
    const isDensity = showsDensity(arrows, this.isDensity);
    this.onDensity(isDensity ? arrows : null);
    if (isDensity !== this.isDensity) for (const tile of this.tiles.keys()) this.stale.add(tile);
    this.isDensity = isDensity;
    this.place(start);
    this.select(this.selected);
    this.schedule();
  }

  private countArrows(start: number): number {
    const { talk, stores } = this.feed.record;
    const ofStores = this.shown.withStores ? stores.countBetween(start, start + windowMs) : 0;
    return talk.countBetween(start, start + windowMs) + ofStores;
  }

  private place(start: number): void {
    const wanted = new Set(tilesIn(start));
    const free: HTMLCanvasElement[] = [];
    for (const [tile, canvas] of this.tiles) {
      if (wanted.has(tile)) continue;
      this.tiles.delete(tile);
      free.push(canvas);
    }
    for (const tile of wanted) {
      let canvas = this.tiles.get(tile);
      if (canvas === undefined) {
        canvas = free.pop() ?? this.elements.track.appendChild(document.createElement('canvas'));
        this.tiles.set(tile, canvas);
        this.stale.add(tile);
      }
      canvas.style.left = this.leftOf(tile * tileMs);
    }
    for (const canvas of free) canvas.remove();
  }

  private redraw(): void {
    for (const tile of this.tiles.keys()) this.stale.add(tile);
    this.turn();
  }

  private schedule(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      for (const tile of this.stale) this.paint(tile);
      this.stale.clear();
    });
  }

  private paint(tile: number): void {
    const canvas = this.tiles.get(tile);
    const context = canvas?.getContext('2d');
    if (canvas === undefined || context === null || context === undefined) return;
    const { geometry, followed } = this.shown;
    const from = tile * tileMs;
    const end = from + tileMs + overhangMs;
    fitTile(canvas, context, geometry);
    new TilePainter(context, geometry, this.palette).paint({
      from,
      sightings: this.between(from - wordsEveryMs, end),
      moves: this.feed.moves.filter(({ at }) => at >= from - wordsEveryMs && at < end),
      isDensity: this.isDensity,
      followed,
    });
  }
}
