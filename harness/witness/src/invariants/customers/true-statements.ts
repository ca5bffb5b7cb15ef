import { type Invariant } from '../invariant.ts';
import { Facts } from '../../statements/facts.ts';
import { wrongDeclineCodes } from '../../statements/meanings/decline.ts';
import { passagesIn } from '../../statements/passages.ts';
import { read, type Sentence } from '../../statements/read.ts';
import { type Passage } from '../../statements/statement.ts';
import { statements } from '../../statements/statements.ts';
import { contradictedWords, wrongMethod } from '../../statements/words-agree.ts';

/** 18. */
export const trueStatements: Invariant = {
  number: 18,
  says: 'Every sentence that a customer reads, in a response, an order history or an email, has a listed meaning, and the ledgers bear it out.',
  contradictions: (evidence) => {
    const facts = new Facts(evidence);
    const readOnce = reader();
    return [
      ...new Set([
        ...passagesIn(facts).flatMap((passage) => untrueIn(passage, readOnce(passage.text), facts)),
        ...wrongDeclineCodes(facts),
      ]),
    ];
  },
};

/** Most texts occur many times. */
function reader(): (text: string) => readonly Sentence[] {
  const known = new Map<string, readonly Sentence[]>();
  return (text) => {
    const sentences = known.get(text) ?? read(text, statements);
    known.set(text, sentences);
    return sentences;
  };
}

function untrueIn(passage: Passage, sentences: readonly Sentence[], facts: Facts): string[] {
  return sentences.flatMap(({ text, statement, words }) => {
    if (statement === undefined)
      return [`${passage.by} says "${text}", which is not in the list of statements`];
    const said = { ...passage, words };
    const why = [
      ...contradictedWords(said, facts),
      wrongMethod(text, passage, facts),
      statement.meaning(said, facts),
    ].filter((reason) => reason !== undefined);
    return why.map((reason) => `${passage.by} says "${text}", but ${reason}`);
  });
}

/** For the list's own spec: the parts of a text that no statement covers. */
export const unlisted = (text: string): string[] =>
  read(text, statements).flatMap((sentence) => (sentence.statement === undefined ? [sentence.text] : []));
