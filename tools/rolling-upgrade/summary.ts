import { type Ordered, type Sent } from './steady-checkouts.ts';
import { word } from './judge.ts';
import { seconds } from './step.ts';

/** The counts and longest times of a run, in three lines. */
export function summaryOf(orders: readonly Ordered[]): string {
  const posts = orders.flatMap(({ requests }) => requests.filter(({ method }) => method === 'POST'));
  const again = posts.length - orders.length;
  const pending = orders.filter(({ first }) => first === 'pending').length;
  const longest = (all: readonly { readonly ms: number }[]): string =>
    seconds(Math.max(0, ...all.map(({ ms }) => ms)));
  const answered = orders.flatMap(({ requests }) => requests.filter(({ status }) => status !== undefined));
  return [
    `${orders.length} checkouts, ${orders.filter(({ end }) => end === 'paid').length} paid, ${pending} of them after a 202`,
    `${posts.length} requests, ${again} sent again${again === 0 ? '' : `, after ${inWords(posts)}`}`,
    `longest response ${longest(answered)} s, longest checkout with its retries ${longest(orders)} s`,
  ].join('\n');
}

/** The results that were retried: `3 × 503, 2 × no response`. */
function inWords(posts: readonly Sent[]): string {
  const unfinished = posts.filter(({ status }) => status !== 201 && status !== 202).map(word);
  return [...new Set(unfinished)]
    .map((each) => `${unfinished.filter((other) => other === each).length} × ${each}`)
    .join(', ');
}
