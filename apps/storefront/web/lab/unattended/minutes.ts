/** Typed minutes, 1 to 600. Undefined if they are not. */
export function minutesOf(text: string): number | undefined {
  if (!/^\d{1,3}$/.test(text.trim())) return undefined;
  const minutes = Number(text);
  return minutes >= 1 && minutes <= 600 ? minutes : undefined;
}
