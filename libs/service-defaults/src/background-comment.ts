/** Prefix for SQL that no request triggered, so that the lab and `pg_stat_activity` can distinguish it. */
export const backgroundComment = '/* background */';
