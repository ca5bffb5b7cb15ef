/** Prefix for SQL that no request triggered, so that the lab and `pg_stat_activity` can distinguish it. */
export const backgroundComment = '/* background */';

/** As `backgroundComment`, for reads of reconciliation: the lab labels them apart from those of requests. */
export const reconciliationComment = '/* background reconciliation */';

/** Lowest urgency of RFC 9218, for HTTP requests that no request triggered. */
export const backgroundPriority = 'u=7';
