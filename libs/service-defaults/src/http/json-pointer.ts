/** RFC 6901 pointer for `errors[].pointer`: `/lines/0/quantity`. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
