import { type TimelineEntry } from '@holdfast/engine';
import { type ScenarioResult } from '../../suite-report.ts';
import { html, type Html } from '../html.ts';
import { type Lane, lanesOf } from './lanes.ts';
import { timeAxis, type TimeAxis } from './time-axis.ts';

const width = 1_100;
const left = 215;
const right = width - 15;
const laneHeight = 22;
const top = 44;
/** Width of a letter at 11.5 px, rounded up. */
const letter = 6;

const cut = (text: string, room: number): string =>
  text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;

/** IDs begin with a timestamp, so those of one scenario differ only at the end. */
const shortIds = (name: string): string => name.replace(/_[0-9a-f]{20,}([0-9a-f]{6})\b/g, '_…$1');

const n = (value: number): string => String(Math.round(value * 10) / 10);

/** Entries per lane; with more, there is no room for text. */
const wordsMost = 40;
/** Rows of the table; report.json has them all. */
const rowsMost = { withMessages: 500, without: 120 };

/** The messages of a lane as one path: there are many, and each shows only its time. */
function strokes({ entries }: Lane, y: number, axis: TimeAxis): Html {
  const xs = new Set(entries.map(({ at }) => Math.round(axis.x(at) * 2) / 2));
  return html`<path class="message" d="${[...xs].map((x) => `M${x} ${y + 5}v12`).join('')}" />`;
}

function mark({ kind, at, until }: TimelineEntry, y: number, axis: TimeAxis): Html {
  const x = axis.x(at);
  if (until !== undefined) {
    const long = Math.max(3, axis.x(until) - x);
    return html`<rect
        class="${kind}"
        x="${n(x)}"
        y="${y + 5}"
        width="${n(long)}"
        height="12"
        rx="2"
        fill-opacity=".38"
      /><rect class="${kind}" x="${n(x)}" y="${y + 5}" width="2.5" height="12" />`;
  }
  if (kind === 'fault') return html`<path class="fault" d="M${n(x)} ${y + 4}l5 13h-10z" />`;
  if (kind === 'process') return html`<path class="process" d="M${n(x - 5)} ${y + 6}h10v10h-10z" />`;
  return html`<circle class="${kind}" cx="${n(x)}" cy="${y + 11}" r="4.5" />`;
}

/** Marks with their text: to the right if there is room before the next mark, else to the left. */
function words({ entries }: Lane, y: number, axis: TimeAxis): Html[] {
  let takenUntil = left;
  return entries.map((entry, index) => {
    const x = axis.x(entry.at);
    const next = entries[index + 1];
    const room = Math.floor(((next === undefined ? right : axis.x(next.at) - 8) - x - 8) / letter);
    const behind = Math.floor((x - takenUntil - 16) / letter);
    const isBehind = room < entry.text.length && behind > room;
    const text = cut(entry.text, isBehind ? behind : room);
    const hasRoom = Math.max(room, behind) >= 3;
    takenUntil = Math.max(
      axis.x(entry.until ?? entry.at),
      isBehind || !hasRoom ? x : x + 8 + text.length * letter,
    );
    const label = isBehind
      ? html`<text x="${n(x - 8)}" y="${y + 15}" text-anchor="end">${text}</text>`
      : html`<text x="${n(x + 8)}" y="${y + 15}">${text}</text>`;
    return html`<g><title>${entry.text}</title>${mark(entry, y, axis)}${hasRoom && label}</g>`;
  });
}

/** The labels of healing and quiescence have different heights, because the two are often close together. */
function moment(
  name: string,
  at: number,
  axis: TimeAxis,
  [y, height]: readonly [number, number],
): Html | null {
  if (at <= 0) return null;
  const x = axis.x(at);
  const isFarRight = x > right - 60;
  return html`<line class="moment" x1="${n(x)}" x2="${n(x)}" y1="${y - 8}" y2="${height}" /><text
      class="moment"
      x="${n(isFarRight ? x - 4 : x + 4)}"
      y="${y}"
      text-anchor="${isFarRight ? 'end' : 'start'}"
      >${name}</text
    >`;
}

function drawing(result: ScenarioResult, lanes: readonly Lane[]): Html {
  const height = top + lanes.length * laneHeight + 4;
  const axis = timeAxis(result.startedAt, result.endedAt, left, right);
  return html`<svg
    class="timeline"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="Timeline of ${result.name}; the table below has the same entries"
  >
    ${lanes.map((_, index) => index % 2 === 0 && html`<rect class="band" x="0" y="${top + index * laneHeight}" width="${width}" height="${laneHeight}" />`)}
    ${axis.ticks.map(({ x, label }) => html`<line class="grid" x1="${n(x)}" x2="${n(x)}" y1="${top - 4}" y2="${height}" /><text class="tick" x="${n(Math.min(x, width - 2))}" y="38" text-anchor="${x > right - 25 ? 'end' : 'middle'}">${label}</text>`)}
    ${moment('healed', result.healedAt, axis, [10, height])}${moment('quiet', result.quietAt, axis, [23, height])}
    ${lanes.map((lane, index) => {
      const y = top + index * laneHeight;
      const isDense = lane.kind === 'message' || lane.entries.length > wordsMost;
      const drawn = isDense ? strokes(lane, y, axis) : words(lane, y, axis);
      return html`<text class="lane" x="6" y="${y + 15}">${cut(shortIds(lane.name), 33)}</text>${drawn}`;
    })}
  </svg>`;
}

/** The timeline as a drawing: one lane per customer, edge, process, breaker and order, on one time axis. */
export function timeline(result: ScenarioResult): Html {
  const lanes = lanesOf(result.timeline, result.endedAt);
  if (lanes.length === 0) return html`<p class="quiet">No timeline was recorded.</p>`;
  return html`<div class="wide" role="region" tabindex="0" aria-label="Timeline of ${result.name}">
    ${drawing(result, lanes)}
  </div>`;
}

/** The timeline as a table, with or without messages. */
export function timelineTable(result: ScenarioResult, withMessages: boolean): Html | null {
  const entries = result.timeline
    .filter(({ kind }) => withMessages || kind !== 'message')
    .toSorted((one, other) => one.at - other.at);
  if (entries.length === 0) return null;
  const most = withMessages ? rowsMost.withMessages : rowsMost.without;
  const rows = entries.slice(0, most).map(
    ({ at, until, lane, text }) =>
      html`<tr>
        <td class="number">${Math.round(at - result.startedAt)}</td>
        <td class="number">${until !== undefined && Math.round(until - at)}</td>
        <th scope="row">${lane}</th>
        <td>${text}</td>
      </tr>`,
  );
  return html`<details>
    <summary>Timeline as a table (${entries.length} lines${!withMessages && ', without messages'})</summary>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">after (ms)</th>
            <th scope="col">lasted (ms)</th>
            <th scope="col">where</th>
            <th scope="col">what</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${entries.length > most && html`<p class="quiet">… and ${entries.length - most} more in report.json.</p>`}
  </details>`;
}
