/**
 * Begins a statement that runs without any request: a poll, a renewal, a measurement. Whoever reads what passes between a service and
 * its database (the failure lab, `pg_stat_activity`) tells such statements from those of an order by it.
 */
export const background = '/* background */';
