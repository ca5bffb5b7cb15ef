/** The last 60 seconds of the wire. */
export function Timeline() {
  return null;
}
