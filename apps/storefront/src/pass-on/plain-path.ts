/**
 * True for a path of plain segments: no escapes, no empty segment, none that begins with a dot. Any other
 * spelling could mean one path here and another behind.
 */
export function isPlainPath(path: string): boolean {
  return /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+$/.test(path);
}
