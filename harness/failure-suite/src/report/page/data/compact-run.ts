import { type Cell } from '../../../scenario/scenario.ts';
import { restMsOf } from '../../rest-time.ts';
import { type ScenarioResult } from '../../suite-report.ts';
import { worstFirst } from '@holdfast/engine';
import { SharedTexts, type TextParts } from './shared-texts.ts';

type CompactCell = readonly [edge: number, fault: number, phase: number];
/** Equal responses together: how many, and the shortest and longest wait in ms, or −1 if it is unknown. */
type CompactResponse = readonly [text: number, count: number, shortest: number, longest: number];

/** A scenario as the page's script reads it. Numbers of texts, unless said otherwise. */
type CompactScenario = readonly [
  name: number,
  /** The first letter of the verdict: h, b or v. */
  verdict: string,
  /** The first letter of the group: b, e or r. */
  group: string,
  broken: TextParts,
  sees: TextParts,
  saw: readonly CompactResponse[],
  cell: CompactCell,
  /** 0 if it struck its own cell, or nothing that the lab could see. */
  struck: readonly CompactCell[] | 0,
  proves: readonly number[],
  reasons: readonly TextParts[],
  tookMs: number,
  /** Milliseconds from healing to rest; −1 if it did not come to rest. */
  restMs: number,
  /** How many invariants were checked, and how many of them hold. */
  checked: number,
  holding: number,
  /** 0 if it has none. */
  seed: number,
  point: readonly [operation: number, direction: number, label: number, ordinal: number] | 0,
];

/** Rows of one scenario; the rest is in report.json. */
const most = { responses: 12, reasons: 8, struck: 8 };

/** The results as one JSON for the page, and where each scenario is in it. */
export interface CompactRun {
  readonly json: string;
  /** The row of each scenario by name; those that found no room are missing. */
  readonly rows: ReadonlyMap<string, number>;
  readonly left: number;
}

/** As many scenarios as `mostBytes` can hold, those that did not hold first. */
export function compactRun(results: readonly ScenarioResult[], mostBytes: number): CompactRun {
  const ordered = worstFirst(results);
  for (let count = ordered.length; ; count = Math.floor(count * 0.9)) {
    const shown = ordered.slice(0, count);
    const texts = new SharedTexts();
    const scenarios = shown.map((result) => compact(result, texts));
    const json = JSON.stringify({ texts: texts.all(), scenarios }).replaceAll('<', '\\u003c');
    if (Buffer.byteLength(json) > mostBytes && count > 0) continue;
    return {
      json,
      rows: new Map(shown.map(({ name }, row) => [name, row])),
      left: ordered.length - shown.length,
    };
  }
}

function compact(result: ScenarioResult, texts: SharedTexts): CompactScenario {
  const { point, invariants, struck = [] } = result;
  const cellOf = ({ edge, fault, phase }: Cell): CompactCell => [
    texts.number(edge),
    texts.number(fault),
    texts.number(phase),
  ];
  const isOwn = struck.every((each) => JSON.stringify(each) === JSON.stringify(result.cell));
  return [
    texts.number(result.name),
    result.verdict.slice(0, 1),
    result.group.slice(0, 1),
    texts.parts(result.broken),
    texts.parts(result.customerSees),
    responsesOf(result.customerSaw, texts),
    cellOf(result.cell),
    isOwn ? 0 : struck.slice(0, most.struck).map(cellOf),
    result.proves.map((each) => texts.number(each)),
    result.reasons.slice(0, most.reasons).map((reason) => texts.parts(reason)),
    Math.round(result.endedAt - result.startedAt),
    restMsOf(result) ?? -1,
    invariants.length,
    invariants.filter(({ holds }) => holds).length,
    result.seed ?? 0,
    point === undefined
      ? 0
      : [
          texts.number(point.operation),
          texts.number(point.direction),
          texts.number(point.label),
          point.ordinal,
        ],
  ];
}

/** IDs differ in each run, and would keep equal responses apart. */
const ids = /\b([a-z]+)_[0-9a-f]{20,}/g;

function responsesOf(saw: readonly string[], texts: SharedTexts): CompactResponse[] {
  const responses = saw.map((line) => {
    const [, text = line, ms = '-1'] = /^(.*) after (\d+) ms$/.exec(line) ?? [];
    return { text: text.replace(ids, '$1_…'), ms: Number(ms) };
  });
  return [...Map.groupBy(responses, ({ text }) => text)].slice(0, most.responses).map(([text, same]) => {
    const waits = same.map(({ ms }) => ms);
    return [texts.number(text), same.length, Math.min(...waits), Math.max(...waits)];
  });
}
