/**
 * One data-modifying statement that is committed together with a claim or a finish. `text` is the statement without `with`;
 * its parameters are numbered from $1. It must read from the common table expression it depends on (`claim`, `ending`, or an
 * earlier write by its `name`), so that it writes nothing when that one wrote nothing.
 */
export interface Write {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/**
 * Puts writes behind a leading expression into one statement: one round trip, one commit, all or nothing.
 * @throws Error when a write does not name what it depends on.
 */
export function composeStatement(lead: Write, writes: readonly Write[], select: string): Statement {
  const known = [lead.name];
  const values = [...lead.values];
  const expressions = [`${lead.name} as (${lead.text})`];
  for (const write of writes) {
    if (!known.some((name) => new RegExp(String.raw`\b${name}\b`).test(write.text)))
      throw new Error(`the write "${write.name}" must read from one of: ${known.join(', ')}`);
    expressions.push(`${write.name} as (${renumber(write.text, values.length)})`);
    values.push(...write.values);
    known.push(write.name);
  }
  return { text: `with ${expressions.join(',\n')}\n${select}`, values };
}

function renumber(text: string, offset: number): string {
  return text.replaceAll(/\$(\d+)/g, (_, digits: string) => `$${Number(digits) + offset}`);
}
