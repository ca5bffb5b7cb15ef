import { type Tile } from './draw-tile.ts';
import { type Geometry, laneMiddles, pixelsOf } from './geometry.ts';
import { markText } from './mark.ts';
import { type Palette } from './palette.ts';
import { isNotable } from './sighting.ts';

/** Words may reach this far to the left. */
export const overhangMs = 20_000;
/** After words on a lane, the next ones only after this long. */
export const wordsEveryMs = 8_000;

interface Said {
  readonly at: number;
  readonly lane: string;
  readonly text: string;
  readonly color: string;
}

/** Writes an event in words left of its mark, where the window does not cut them off; not each of many. */
export function drawWords(
  tile: Tile,
  context: CanvasRenderingContext2D,
  geometry: Geometry,
  palette: Palette,
): void {
  const middles = laneMiddles(geometry);
  context.globalAlpha = 1;
  context.font = '600 12px system-ui, sans-serif';
  context.textBaseline = 'alphabetic';
  context.textAlign = 'right';
  context.strokeStyle = palette.ground;
  context.lineWidth = 4;
  context.lineJoin = 'round';
  for (const { at, lane, text, color } of firstOfMany(saidIn(tile, palette))) {
    const y = middles.get(lane);
    if (y === undefined) continue;
    const x = pixelsOf(at - tile.from, geometry) - 9;
    context.strokeText(text, x, y - 6);
    context.fillStyle = color;
    context.fillText(text, x, y - 6);
  }
  context.textAlign = 'left';
}

function saidIn({ sightings, moves, followed }: Tile, palette: Palette): readonly Said[] {
  const ofMessages = sightings
    .filter((each) => isNotable(each) && (followed === undefined || followed.has(each.number)))
    .map((each) => ({ at: each.at, lane: each.from, text: markText(each), color: palette.broken }));
  const ofMoves = moves.map(({ at, lane, kind, words }) => ({
    at,
    lane,
    text: words,
    color: kind === 'process' ? palette.process : palette.wait,
  }));
  return [...ofMessages, ...ofMoves].sort((one, other) => one.at - other.at);
}

function firstOfMany(said: readonly Said[]): readonly Said[] {
  const lastOn = new Map<string, number>();
  return said.filter(({ at, lane }) => {
    const since = at - (lastOn.get(lane) ?? -Infinity);
    lastOn.set(lane, at);
    return since >= wordsEveryMs;
  });
}
