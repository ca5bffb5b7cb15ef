/** The guided experiments: their list, or the one that is open. */
export function Experiments() {
  return null;
}
