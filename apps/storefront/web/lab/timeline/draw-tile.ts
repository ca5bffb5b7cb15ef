import { binMs, densityOf } from './density.ts';
import {
  axisHeight,
  type Geometry,
  heightOf,
  laneHeight,
  laneMiddles,
  pixelsOf,
  tileMs,
} from './geometry.ts';
import { type GlyphName, glyphPaths, isOutline } from './glyphs.ts';
import { drawWords } from './draw-words.ts';
import { glyphOf } from './mark.ts';
import { type Move } from './moves.ts';
import { type Palette } from './palette.ts';
import { isLost, isNotable, type Sighting } from './sighting.ts';

export interface Tile {
  readonly from: number;
  /** From before and after the tile too, so that words that belong there reach into it. */
  readonly sightings: readonly Sighting[];
  readonly moves: readonly Move[];
  readonly isDensity: boolean;
  /** Numbers of the followed order's messages; undefined if none is followed. */
  readonly followed: ReadonlySet<number> | undefined;
}

/** In a tile; more would hide each other, and become bars. */
const mostMarks = 20;
const highestBar = laneHeight / 2 - 3;
const fullBin = 128;
const dimmed = 0.14;

const shapes = new Map<GlyphName, Path2D>();

function shapeOf(name: GlyphName): Path2D {
  let shape = shapes.get(name);
  if (shape === undefined) shapes.set(name, (shape = new Path2D(glyphPaths[name])));
  return shape;
}

/** Draws one tile of the window. Everything is at its time; lanes and density stand behind marks. */
export class TilePainter {
  private readonly middles: ReadonlyMap<string, number>;

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly geometry: Geometry,
    private readonly palette: Palette,
  ) {
    this.middles = laneMiddles(geometry);
  }

  paint(tile: Tile): void {
    const { context, geometry } = this;
    const width = pixelsOf(tileMs, geometry);
    // The canvas has whole pixels, and so may be wider than the tile.
    context.clearRect(0, 0, width + 1, heightOf(geometry) + 1);
    this.lanes(width);
    this.axis(tile.from);
    const near = tile.sightings.filter(({ at }) => at >= tile.from - 500 && at < tile.from + tileMs + 500);
    const isOwn = ({ number }: Sighting): boolean => tile.followed?.has(number) === true;
    const alpha = tile.followed === undefined ? 1 : dimmed;
    if (tile.isDensity) this.density(tile, near, alpha);
    else
      for (const sighting of notableLast(near)) if (!isOwn(sighting)) this.arrow(sighting, tile.from, alpha);
    for (const sighting of notableLast(near)) if (isOwn(sighting)) this.arrow(sighting, tile.from, 1);
    for (const move of tile.moves) this.move(move, tile.from);
    drawWords(tile, context, geometry, this.palette);
    context.globalAlpha = 1;
  }

  private lanes(width: number): void {
    const { context, palette } = this;
    context.globalAlpha = 1;
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    context.beginPath();
    for (const y of this.middles.values()) {
      context.moveTo(0, y + 0.5);
      context.lineTo(width, y + 0.5);
    }
    context.stroke();
  }

  /** A tick each 10 s. Its text may begin in the tile before. */
  private axis(from: number): void {
    const { context, geometry, palette } = this;
    context.fillStyle = palette.quiet;
    context.font = '12px system-ui, sans-serif';
    context.textBaseline = 'alphabetic';
    const bottom = heightOf(geometry);
    for (let at = Math.floor(from / 10_000) * 10_000; at < from + tileMs; at += 10_000) {
      const x = pixelsOf(at - from, geometry);
      context.fillRect(x, bottom - axisHeight, 1, 5);
      context.fillText(new Date(at).toTimeString().slice(0, 8), x + 4, bottom - 6);
    }
  }

  private density(tile: Tile, near: readonly Sighting[], alpha: number): void {
    const others = near.filter(({ number }) => tile.followed?.has(number) !== true);
    const repeated = others.filter((each) => each.attempt > 1 && !isNotable(each));
    const notable = others.filter(isNotable);
    this.bars(near, tile.from, this.palette.request, alpha * 0.55);
    if (repeated.length > mostMarks) this.bars(repeated, tile.from, this.palette.wait, alpha * 0.8);
    else for (const each of repeated) this.glyph('repeated', this.startOf(each, tile.from), alpha);
    if (notable.length > mostMarks) this.bars(notable, tile.from, this.palette.broken, alpha * 0.8);
    else for (const each of notable) this.arrow(each, tile.from, alpha);
  }

  private bars(sightings: readonly Sighting[], from: number, color: string, alpha: number): void {
    const { context, geometry } = this;
    const bins = tileMs / binMs;
    const width = pixelsOf(binMs, geometry);
    context.globalAlpha = alpha;
    context.fillStyle = color;
    for (const [lane, counts] of densityOf(sightings, from, bins)) {
      const y = this.middles.get(lane);
      if (y === undefined) continue;
      for (const [bin, count] of counts.entries()) {
        const height = Math.min(1, Math.log2(1 + count) / Math.log2(1 + fullBin)) * highestBar;
        context.fillRect(bin * width, y - height, Math.max(1, width - 1), 2 * height);
      }
    }
  }

  private startOf({ at, from }: Sighting, start: number): { x: number; y: number } | undefined {
    const y = this.middles.get(from);
    return y === undefined ? undefined : { x: pixelsOf(at - start, this.geometry), y };
  }

  private arrow(sighting: Sighting, start: number, alpha: number): void {
    const begin = this.startOf(sighting, start);
    const target = this.middles.get(sighting.to);
    if (begin === undefined || target === undefined) return;
    const { context } = this;
    const lost = isLost(sighting);
    const end = lost ? begin.y + (target - begin.y) * 0.6 : target;
    const down = Math.sign(target - begin.y);
    context.globalAlpha = alpha * (sighting.direction === 'request' ? 0.8 : 0.45);
    context.strokeStyle = isNotable(sighting) ? this.palette.broken : this.palette.request;
    context.lineWidth = 1.25;
    context.beginPath();
    context.moveTo(begin.x, begin.y);
    context.lineTo(begin.x, end);
    if (!lost) {
      context.moveTo(begin.x - 3, end - 5 * down);
      context.lineTo(begin.x, end - 1 * down);
      context.lineTo(begin.x + 3, end - 5 * down);
    }
    context.stroke();
    if (lost) this.glyph('lost', { x: begin.x, y: end }, alpha);
    if (sighting.unansweredAt !== null) this.silence(sighting.unansweredAt - start, begin.y, alpha);
    this.glyph(glyphOf(sighting), begin, alpha);
  }

  /** The moment in which the sender learned that there is no response. */
  private silence(afterMs: number, y: number, alpha: number): void {
    this.glyph('lost', { x: pixelsOf(afterMs, this.geometry), y }, alpha);
  }

  private move({ at, lane, kind }: Move, start: number): void {
    const y = this.middles.get(lane);
    if (y !== undefined) this.glyph(kind, { x: pixelsOf(at - start, this.geometry), y }, 1);
  }

  private colorOf(name: GlyphName): string {
    const { palette } = this;
    if (name === 'struck' || name === 'lost') return palette.broken;
    if (name === 'repeated' || name === 'breaker') return palette.wait;
    return name === 'process' ? palette.process : palette.request;
  }

  private glyph(name: GlyphName, point: { x: number; y: number } | undefined, alpha: number): void {
    if (point === undefined) return;
    const { context, palette } = this;
    context.save();
    context.translate(point.x, point.y);
    context.globalAlpha = alpha;
    context.fillStyle = isOutline(name) ? palette.ground : this.colorOf(name);
    if (name !== 'lost') context.fill(shapeOf(name));
    context.strokeStyle = isOutline(name) ? this.colorOf(name) : palette.ground;
    context.lineWidth = name === 'lost' ? 2 : 1.25;
    context.stroke(shapeOf(name));
    context.restore();
  }
}

const notableLast = (sightings: readonly Sighting[]): readonly Sighting[] => [
  ...sightings.filter((each) => !isNotable(each)),
  ...sightings.filter(isNotable),
];
