import { type Cell } from '../../../scenario/scenario.ts';
import { type ScenarioResult } from '../../suite-report.ts';
import { expectationOf, faultOf, routeOf } from './expectations.ts';

export const phases: readonly Cell['phase'][] = [
  'connect',
  'before the callee sees it',
  'after it ran, before a byte returns',
  'mid-response',
  'after the response',
  'throughout',
];

export interface FaultRow {
  readonly edge: string;
  readonly fault: string;
  /** Scenarios of this row, by phase. */
  readonly results: ReadonlyMap<Cell['phase'], readonly ScenarioResult[]>;
  /** Names of scenarios that struck a phase without a declared expectation. */
  readonly unspecified: ReadonlyMap<Cell['phase'], readonly string[]>;
}

interface GrowingRow {
  readonly results: Map<Cell['phase'], readonly ScenarioResult[]>;
  readonly unspecified: Map<Cell['phase'], readonly string[]>;
}

const idOf = (edge: string, fault: string): string => JSON.stringify([routeOf(edge), faultOf(fault)]);

/**
 * Handwritten and enumerated scenarios declare the expectation of their cell; random ones cannot know it in
 * advance.
 */
const declares = ({ group, customerSees }: ScenarioResult): boolean =>
  group !== 'random' && !['', 'unspecified'].includes(customerSees.trim());

/**
 * The rows of the matrix edge × fault × phase: every cell that a scenario declares, and every cell that was
 * struck.
 */
export function faultRows(results: readonly ScenarioResult[]): FaultRow[] {
  const rows = new Map<string, GrowingRow>();
  const rowOf = ({ edge, fault }: Cell): GrowingRow => {
    const id = idOf(edge, fault);
    const row: GrowingRow = rows.get(id) ?? { results: new Map(), unspecified: new Map() };
    rows.set(id, row);
    return row;
  };
  const declared = new Set<string>();
  for (const result of results.filter(declares)) {
    const { results: own } = rowOf(result.cell);
    own.set(result.cell.phase, [...(own.get(result.cell.phase) ?? []), result]);
    declared.add(idOf(result.cell.edge, result.cell.fault) + result.cell.phase);
  }
  for (const result of results) {
    for (const cell of [...(declares(result) ? [] : [result.cell]), ...(result.struck ?? [])]) {
      const isDeclared =
        declared.has(idOf(cell.edge, cell.fault) + cell.phase) || expectationOf(cell) !== undefined;
      if (isDeclared || cell.edge === '*') continue;
      const { unspecified } = rowOf(cell);
      unspecified.set(cell.phase, [...new Set([...(unspecified.get(cell.phase) ?? []), result.name])]);
    }
  }
  return [...rows]
    .map(([id, row]) => {
      const [edge = '', fault = ''] = JSON.parse(id) as string[];
      return { edge, fault, ...row };
    })
    .toSorted((one, other) => one.edge.localeCompare(other.edge) || one.fault.localeCompare(other.fault));
}

/**
 * One sentence per struck cell without an expectation. Meaningful for whole runs only: in a partial run, its
 * scenario may be left out.
 */
export const unspecifiedCells = (results: readonly ScenarioResult[]): string[] =>
  faultRows(results).flatMap(({ edge, fault, unspecified }) =>
    [...unspecified].map(
      ([phase, names]) =>
        `unspecified: no expectation is declared for "${fault}" on ${edge}, ${phase}; struck by ${names.join(', ')}`,
    ),
  );
