/** A way of putting things that native readers stumble over, and what to write instead. */
export interface Rule {
  readonly name: string;
  readonly pattern: RegExp;
  readonly advice: string;
}

const rule = (name: string, pattern: RegExp, advice: string): Rule => ({ name, pattern, advice });

export const rules: readonly Rule[] = [
  rule('to be had', /\bto be had\b/gi, 'available'),
  rule('by itself', /\bby (it|them)sel(f|ves)\b/gi, 'automatically, or nothing'),
  rule('just now', /\bjust now\b/gi, 'right now, for now'),
  rule('go on with', /\bgo(es|ne)? on with\b/gi, 'continue, resume'),
  rule('surely', /\bsurely\b/gi, 'definitely, or nothing'),
  rule('mend', /\bmend(s|ed)?\b/gi, 'fix, correct'),
  rule('driven to its end', /\bdriven to (its|their) end\b/gi, 'completed'),
  rule('dear to', /\bdear to\b/gi, 'expensive'),
  rule('tell', /\b(tell|tells|told)\b(?! apart)/gi, 'return, report, notify, record, log'),
  rule('whoever', /\b(whoever|nobody|somebody)\b/gi, 'name the actor, or use the passive'),
  rule('a person', /\ba person('s)?\b/gi, 'an operator, a customer, a colleague'),
  rule('news', /\bnews (of|from|is|are|was|were|that)\b/gi, 'event'),
  rule(
    'is no',
    /(?<!there )\b(is|are|was|were) no (?!longer\b|more\b|less\b)[a-z]+/gi,
    'is not a …, does not …',
  ),
  rule('need not', /\bneed(s)? not\b/gi, 'does not have to'),
  rule('be it', /\bbe it\b/gi, 'whether … or'),
  rule('should it', /(^|[.:;,] )(should|were|had) (it|they|this|that|he)\b/gim, 'begin with if or when'),
  rule('is to be done', /\b(is|are|was|were) to be [a-z]+ed\b/gi, 'will be, must be'),
  rule('take on', /\btak(es?|en|ing) on\b/gi, 'accept'),
  rule('hang on', /\bhangs? on\b/gi, 'depend on'),
  rule('in hand', /\bin hand\b/gi, 'in progress'),
  rule('at once', /\bat once\b/gi, 'immediately; at the same time'),
  rule('under way', /\bunder way\b/gi, 'in progress'),
  rule('became of', /\bbecame of\b/gi, 'happened to'),
  rule('guess', /\((a )?guess\)/gi, 'the source goes to docs/reference/defaults.md'),
  rule(
    'British spelling',
    /\b(catalogue|recognis|authoris|behaviour|colour|neighbour|organis|serialis|favour|e-mail)/gi,
    'American spelling',
  ),
  rule(
    'private word',
    /\b(twins?|rungs?|ladder|remembrance|patiently|externalClients|put_off|rejects_us)/gi,
    'see docs/reference/glossary.md',
  ),
  rule(
    'comment begins with a question',
    /^\s*(\/\*\*|\/\/) (What|Whoever|Whether|Who)\b/gm,
    'begin with a verb or a noun',
  ),
  rule('number before the verb', /\)\} are\b/g, 'singular and plural must agree'),
  rule('seconds', /\$\{\w+\} seconds\b/g, 'singular and plural must agree'),
];
