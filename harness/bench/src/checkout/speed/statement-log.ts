/** Both protocols of Postgres: `LOG:  statement: …` and `LOG:  execute name: …`. */
const logged = /^\S+ \S+ \S+ \[\d+\] LOG: {2}(?:statement: |execute \S+: )(.*)$/gm;

/** The reads of this bench that find out if a shop is done. */
const ofBench = /^select count\(\*\)::integer as count from /;

/** The number of statements in a log of Postgres. */
export function loggedStatements(log: string): number {
  return [...log.matchAll(logged)].filter(([, text = '']) => !ofBench.test(text)).length;
}
