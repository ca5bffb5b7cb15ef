/** 20 attempts take about a minute and a half. */
export const defaultAttempts = 20;

/** 24 h, during which BullMQ drops a second job of a handled message. Inboxes remember it for longer. */
export const completedKeptSeconds = 24 * 3_600;

/**
 * 1,000 handled messages of a queue, about 2 MB. Redis holds them in memory, where those of a day would take
 * 5.5 kB per order. Deleting one more with each result costs Redis little; Postgres would read all of them.
 */
export const completedKeptInRedis = 1_000;
