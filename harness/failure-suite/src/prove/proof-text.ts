import { type Proof } from './judge-proof.ts';

const found = ({ verdict }: Proof): boolean => verdict === 'found';

/** One line of a proof as it ends; what fails says why. */
export function proofLine({ bug, verdict, scenario, because, seconds }: Proof): string {
  const took = seconds > 0 ? `, ${seconds} s` : '';
  return verdict === 'found'
    ? `found      ${bug} by ${scenario}${took}: ${firstLine(because)}`
    : `NOT PROVED ${bug} (${verdict}${took}): ${because}`;
}

/** A table for the terminal, and what is to be said of all of it. `total`: how many there are, tried or not. */
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
    ...(left.length > 0 ? [`Not proved: ${left.join(', ')}.`] : []),
    ...(untried > 0 ? [`Stopped before ${untried} of them were tried.`] : []),
  ];
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** As much as fits beside the names. */
const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text);
