/** 20 tries last about a minute and a half. */
export const defaultAttempts = 20;

/** A day: for so long BullMQ drops a second job of a message that was handled. Inboxes remember for longer. */
export const completedKeptSeconds = 24 * 3_600;
