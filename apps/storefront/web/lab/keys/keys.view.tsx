/** Operations that have not ended. */
export function Keys() {
  return null;
}
