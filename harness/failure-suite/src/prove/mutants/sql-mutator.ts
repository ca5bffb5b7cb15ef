/** A change of one text: `[from, to)` becomes `replacement`. */
export interface Edit {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly replacement: string;
}

interface Rule {
  readonly kind: string;
  /** The first group, or else the whole match, is replaced. */
  readonly finds: RegExp;
  readonly by: (found: string) => string;
}

const swaps: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '=': '<>',
  '<>': '=',
  '+': '-',
  '-': '+',
  and: 'or',
  or: 'and',
  exists: 'not exists',
  'not exists': 'exists',
  'is null': 'is not null',
  'is not null': 'is null',
  true: 'false',
  false: 'true',
  greatest: 'least',
  least: 'greatest',
  min: 'max',
  max: 'min',
};

const swapped = (found: string): string => swaps[found.toLowerCase()] ?? '';
const dropped = (): string => '';

/** The mistakes that reviews of SQL look for. Operators have a space on both sides, as in this project. */
const rules: readonly Rule[] = [
  {
    kind: 'SqlLock',
    finds: /\bfor (?:no key )?(?:update|share)(?: of \w+)?(?: skip locked| nowait)?/dgi,
    by: dropped,
  },
  { kind: 'SqlSkipLocked', finds: /( skip locked)\b/dgi, by: dropped },
  { kind: 'SqlConflict', finds: /\bon conflict(?: \([^)]*\))? do nothing/dgi, by: dropped },
  { kind: 'SqlComparison', finds: /(?<=[\w)"}] )(<=|>=|<|>)(?= )/dgi, by: swapped },
  { kind: 'SqlEquality', finds: /\b(?:where|and|or|on) [\w."]+ (=|<>)(?= )/dgi, by: swapped },
  { kind: 'SqlNull', finds: /\b(is not null|is null)\b/dgi, by: swapped },
  { kind: 'SqlLogic', finds: /(?<=\s)(and|or)(?=\s)/dgi, by: swapped },
  { kind: 'SqlExists', finds: /\b(not exists|exists)\b(?= \()/dgi, by: swapped },
  {
    kind: 'SqlCondition',
    finds: /\band (?:not )?[\w."]+ (?:=|<>|<=?|>=?) (?:[\w.":$]+|'[^']*')(?![\w(.:])/dgi,
    by: dropped,
  },
  { kind: 'SqlArithmetic', finds: /(?<=[\w)"}] )([+-])(?= [\w($])/dgi, by: swapped },
  { kind: 'SqlBoolean', finds: /\b(true|false)\b/dgi, by: swapped },
  { kind: 'SqlExtreme', finds: /\b(greatest|least|min|max)(?=\()/dgi, by: swapped },
];

const begins = /^\s*(?:(?:with|select|insert into|update|delete from|lock table)\b|(?:not )?exists \()/;
const fragment =
  /\b(?:for update|on conflict|is (?:not )?null|is (?:not )?distinct from|skip locked|clock_timestamp\()/;

/** True for a statement or a piece of one, as this project writes them: in lower case. */
export const isSql = (text: string): boolean => begins.test(text) || fragment.test(text);

/** All changes of one piece of SQL, in the order of their places. */
export function sqlEdits(text: string): readonly Edit[] {
  const edits = rules.flatMap(({ kind, finds, by }) =>
    [...text.matchAll(finds)].map((match) => {
      const [from, to] = match.indices?.[1] ?? match.indices?.[0] ?? [0, 0];
      return { kind, from, to, replacement: by(text.slice(from, to)) };
    }),
  );
  return edits.sort((one, other) => one.from - other.from);
}
