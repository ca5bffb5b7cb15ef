/** The parts of Babel's nodes that matter here. */
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly callee?: Node;
  readonly expression?: Node;
  readonly object?: Node;
  readonly property?: Node;
}

const logMethods: ReadonlySet<string> = new Set(['debug', 'info', 'warn', 'error', 'fatal']);
const metricMethods: ReadonlySet<string> = new Set(['inc', 'observe']);

/** Statuses, kinds, names of messages and fields: one word, `payment_pending`. */
const word = /^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/i;

/**
 * Names everything not to mutate. A log line or a metric moves no money. A text of more than one word is for
 * people or is SQL: an empty statement fails in every test, and sql-mutator.ts has better changes.
 */
export const noise = {
  shouldIgnore({ node }: { readonly node: unknown }): string | undefined {
    const { type, value, expression } = node as Node;
    if (type === 'StringLiteral' && !word.test(String(value))) return 'a text';
    const { type: called, callee } =
      (type === 'ExpressionStatement' ? expression : undefined) ?? (node as Node);
    if (called !== 'CallExpression' || callee?.type !== 'MemberExpression') return undefined;
    const method = callee.property?.name ?? '';
    if (metricMethods.has(method)) return 'a metric';
    return logMethods.has(method) && /log/i.test(nameOf(callee.object)) ? 'a log line' : undefined;
  },
};

function nameOf(node: Node | undefined): string {
  return node?.name ?? (node?.property === undefined ? '' : nameOf(node.property));
}

/** True for a mutant that is not placed or not drawn, because it is one of the above. */
export const isNoise = (kind: string, original: string): boolean =>
  kind === 'StringLiteral' && original.startsWith('`');
