/** Where results are written, which changes none of them and names a folder of this machine. */
const places = /^--(?:json|report)(=|$)/;

/** The command that repeats a run with these arguments. */
export function commandToRepeat(args: readonly string[]): string {
  const kept = args.filter((word, at) => !places.test(word) && places.exec(args[at - 1] ?? '')?.[1] !== '');
  return ['npm run failure-suite', ...(kept.length > 0 ? ['--', ...kept] : [])].join(' ');
}
