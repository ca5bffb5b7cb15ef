import { type Condition } from '../ledger/object-store.ts';
import { invalidRequest } from '../http/stripe-error.ts';

const clausePattern =
  /^(?<minus>-?)(?:(?<field>[a-z_]+)|metadata\[(?<q>["'])(?<key>[^"']+)\k<q>\])(?<operator>:|~|>=|<=|>|<)(?:(?<q2>["'])(?<text>.*?)(?<!\\)\k<q2>|(?<bare>null|-?\d+))(?=\s|$)/;

const columns: Record<string, { readonly sql: string; readonly isNumber: boolean }> = {
  amount: { sql: "(body ->> 'amount')", isNumber: true },
  created: { sql: 'created', isNumber: true },
  currency: { sql: "(body ->> 'currency')", isNumber: false },
  customer: { sql: 'customer', isNumber: false },
  status: { sql: "(body ->> 'status')", isNumber: false },
};

/**
 * Stripe's search language (https://docs.stripe.com/search#search-query-language) as a condition over
 * payment_intents.
 */
export function searchCondition(query: string): Condition {
  const conditions: Condition[] = [];
  const connectors = new Set<string>();
  let rest = query.trim();
  for (;;) {
    const match = clausePattern.exec(rest);
    if (match?.groups === undefined) throw unparsable(query);
    conditions.push(clauseCondition(match.groups, query));
    rest = rest.slice(match[0].length).trim();
    if (rest === '') break;
    const connector = /^(AND|OR)\s+/i.exec(rest);
    // Clauses without a connector are joined by AND.
    connectors.add(connector?.[1]?.toUpperCase() ?? 'AND');
    rest = rest.slice(connector?.[0].length ?? 0);
  }
  if (connectors.size > 1) throw unparsable(query, 'AND and OR cannot be mixed in one query.');
  const joiner = connectors.has('OR') ? ' OR ' : ' AND ';
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(joiner),
    values: conditions.flatMap(({ values }) => values),
  };
}

type Groups = Record<string, string | undefined>;

function clauseCondition(groups: Groups, query: string): Condition {
  const { key, field, minus, operator = ':' } = groups;
  const value = groups['text']?.replace(/\\(["'])/g, '$1') ?? groups['bare'] ?? '';
  const isNull = groups['bare'] === 'null';
  const condition =
    key === undefined
      ? fieldCondition(field ?? '', operator, value, isNull, query)
      : metadataCondition(key, operator, value, isNull, query);
  return minus === '-' ? { ...condition, sql: `(${condition.sql}) IS NOT TRUE` } : condition;
}

function fieldCondition(
  field: string,
  operator: string,
  value: string,
  isNull: boolean,
  query: string,
): Condition {
  const column = columns[field];
  if (column === undefined) throw unparsable(query, `Field \`${field}\` is an unsupported search field.`);
  if (isNull) return { sql: `${column.sql} IS NULL`, values: [] };
  if (column.isNumber) {
    if (!/^-?\d+$/.test(value) || operator === '~') throw unparsable(query);
    return { sql: `${column.sql} ${operator === ':' ? '=' : operator} ?`, values: [Number(value)] };
  }
  if (operator === ':') return { sql: `${column.sql} = ? COLLATE NOCASE`, values: [value] };
  throw unparsable(query, `Field \`${field}\` only supports exact match.`);
}

function metadataCondition(
  key: string,
  operator: string,
  value: string,
  isNull: boolean,
  query: string,
): Condition {
  const having = 'id IN (SELECT payment_intent FROM payment_intent_metadata WHERE key = ?';
  if (isNull) return { sql: `NOT ${having})`, values: [key] };
  if (operator === ':') return { sql: `${having} AND value = ?)`, values: [key, value] };
  if (operator !== '~') throw unparsable(query, 'Metadata can only be compared by `:` and `~`.');
  if (value.length < 3) throw unparsable(query, 'A substring must be at least 3 characters long.');
  return { sql: `${having} AND instr(lower(value), lower(?)) > 0)`, values: [key, value] };
}

function unparsable(query: string, reason = 'We were unable to parse your search query.'): Error {
  const hint =
    'Try using the format `metadata["key"]:"value"` to query for metadata or key:"value" to query for other fields.';
  return invalidRequest(`${reason} ${hint} Query: ${query}`, { param: 'query' });
}
