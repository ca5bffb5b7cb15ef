/** A line through the requests of each 100 ms, in a box of `width` by `height` whose top is `most`. */
export function curvePath(requests: readonly number[], most: number, width: number, height: number): string {
  const step = width / Math.max(1, requests.length - 1);
  const y = (n: number): number => height - (most === 0 ? 0 : (n / most) * height);
  return requests
    .map((n, index) => `${index === 0 ? 'M' : 'L'}${round(index * step)} ${round(y(n))}`)
    .join('');
}

const round = (n: number): number => Math.round(n * 10) / 10;

export const mostIn = (requests: readonly number[]): number => Math.max(0, ...requests);
