/** `*`, or the name of an event type such as `charge.refunded`. */
export function isEventName(text: string): boolean {
  return text === '*' || /^[a-z0-9_]+(\.[a-z0-9_]+)+$/.test(text);
}
