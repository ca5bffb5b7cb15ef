import { type Proof } from './judge-proof.ts';

const found = ({ verdict }: Proof): boolean => verdict === 'found';

/** The line for a finished proof, with the reason if it failed. */
export function proofLine({ bug, verdict, scenario, because, seconds }: Proof): string {
  const took = seconds > 0 ? `, ${seconds} s` : '';
  return verdict === 'found'
    ? `found      ${bug} by ${scenario}${took}: ${firstLine(because)}`
    : `NOT PROVEN ${bug} (${verdict}${took}): ${because}`;
}

/** A table for the terminal with a summary. `total` counts all bugs, tried or not. */
export function proofTable(proofs: readonly Proof[], total: number): string {
  const rows = proofs.map(({ bug, verdict, scenario, because, seconds }) => [
    bug,
    verdict === 'found' ? scenario : verdict.toUpperCase(),
    `${seconds} s`,
    shortened(firstLine(because)),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [...lines.map((line) => line.trimEnd()), '', ...summary(proofs, total)].join('\n');
}

function summary(proofs: readonly Proof[], total: number): string[] {
  const count = proofs.filter(found).length;
  if (count === total) return [`All ${total} seeded bugs were found.`];
  const left = proofs.filter((proof) => !found(proof)).map(({ bug, verdict }) => `${bug} (${verdict})`);
  const untried = total - proofs.length;
  return [
    `${count} of ${total} seeded bugs were found.`,
    ...(left.length > 0 ? [`Not proven: ${left.join(', ')}.`] : []),
    ...(untried > 0 ? [`Stopped with ${untried} left to try.`] : []),
  ];
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text);
