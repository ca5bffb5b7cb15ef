import { type Direction, type Fault, type Strike } from '@holdfast/lab-api';
import { faultRequest, strikeRequest } from './connection-actions.ts';
import { type NumberField, type TableEntry } from './fault-table.ts';
import { type LabRequest } from './lab-request.ts';

/** The typed text by field. Besides an entry's own: `label`, `direction`, `times`, `ordinal`. */
export type Typed = Readonly<Record<string, string>>;

export interface FieldProblem {
  readonly field: string;
  readonly sentence: string;
}

export type ReadEntry =
  | { readonly isOk: true; readonly request: LabRequest }
  | { readonly isOk: false; readonly problems: readonly FieldProblem[] };

const count = (name: 'times' | 'ordinal', label: string) =>
  ({ name, label, min: 1, max: 1_000_000, isOptional: true }) as const;

type AnyNumber = Pick<NumberField, 'label' | 'min' | 'max' | 'isOptional'> & { readonly name: string };

/** The numbers that an entry takes, in the order of the form. */
const numbersOf = ({ fields, hasTimes, id }: TableEntry): readonly AnyNumber[] => [
  ...fields,
  ...(hasTimes ? [count('times', 'Times')] : []),
  ...(id.startsWith('strike:') ? [count('ordinal', 'Which message')] : []),
];

function problemOf({ name, label, min, max, isOptional = false }: AnyNumber, typed: Typed): FieldProblem[] {
  const text = (typed[name] ?? '').trim();
  if (text === '') return isOptional ? [] : [{ field: name, sentence: `${label} is missing.` }];
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  const range = `a whole number from ${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')}`;
  return [{ field: name, sentence: `${label} must be ${range}.` }];
}

/** The request for what is typed, or what is wrong with it. Empty optional fields are left out. */
export function readEntry(route: string, entry: TableEntry, typed: Typed, isKept: boolean): ReadEntry {
  const numbers = numbersOf(entry);
  const problems = numbers.flatMap((field) => problemOf(field, typed));
  if (problems.length > 0) return { isOk: false, problems };
  const values = Object.fromEntries(
    numbers.flatMap(({ name }) => (typed[name]?.trim() ? [[name, Number(typed[name])]] : [])),
  );
  const label = typed['label']?.trim();
  const narrowed = entry.isOnMessages && label ? { label } : {};
  const direction = directionOf(entry, typed);
  const [group = '', kind = ''] = entry.id.split(':');
  if (group === 'fault') {
    const fault = {
      kind,
      ...values,
      ...narrowed,
      ...(direction === undefined ? {} : { direction }),
    } as Fault;
    return { isOk: true, request: faultRequest(route, fault, isKept) };
  }
  const { ordinal, ...ofAction } = values;
  const strike = {
    edge: route,
    direction: direction ?? 'response',
    ...narrowed,
    ...(ordinal === undefined ? {} : { ordinal }),
    action: { kind, ...ofAction },
  } as Strike;
  return { isOk: true, request: strikeRequest(strike) };
}

/** Undefined: the lab's default for this kind. */
function directionOf({ only, isOnMessages }: TableEntry, { direction }: Typed): Direction | undefined {
  if (!isOnMessages) return undefined;
  if (only !== undefined) return only;
  return direction === 'request' || direction === 'response' ? direction : undefined;
}
