/** Thrown if a strike or fault hit nothing: the scenario is void. */
export class NotHit extends Error {}
