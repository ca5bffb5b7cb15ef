/** What was to be broken was not hit: the scenario proves nothing, and is VOID. */
export class NotHit extends Error {}
