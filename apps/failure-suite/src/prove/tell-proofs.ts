import { type Proof } from './judge-proof.ts';

const found = ({ verdict }: Proof): boolean => verdict === 'found';

/** One line of a proof as it ends; what fails says why. */
export function proofLine({ bug, verdict, scenario, because, seconds }: Proof): string {
  const took = seconds > 0 ? `, ${seconds} s` : '';
  return verdict === 'found'
    ? `found      ${bug} by ${scenario}${took}: ${firstLine(because)}`
    : `NOT PROVED ${bug} (${verdict}${took}): ${because}`;
}

/** A table for the terminal, and what is to be said of all of it. */
export function proofTable(proofs: readonly Proof[]): string {
  const rows = proofs.map(({ bug, verdict, scenario, because, seconds }) => [
    bug,
    verdict === 'found' ? scenario : verdict.toUpperCase(),
    `${seconds} s`,
    shortened(firstLine(because)),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [...lines.map((line) => line.trimEnd()), '', summary(proofs)].join('\n');
}

function summary(proofs: readonly Proof[]): string {
  const count = proofs.filter(found).length;
  return count === proofs.length
    ? `All ${count} seeded bugs were found.`
    : `${count} of ${proofs.length} seeded bugs were found. Not proved: ${proofs
        .filter((proof) => !found(proof))
        .map(({ bug, verdict }) => `${bug} (${verdict})`)
        .join(', ')}.`;
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** As much as fits beside the names. */
const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text);
