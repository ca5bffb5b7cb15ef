import { type LabContext } from '../context/lab-context.ts';
import { badRequest } from '../control/problem.ts';
import { ok, type Route } from '../control/route.ts';

/** The bytes of a message, as long as the lab keeps them. */
export function messageRoutes({ lab }: Pick<LabContext, 'lab'>): Route[] {
  return [
    ['GET', /^\/messages\/([^/]+)$/, ({ parameters: [number = ''] }) => ok(lab.captured(numberIn(number)))],
  ];
}

function numberIn(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw badRequest(`A message has a number, such as 42, not "${text}".`);
  return Number(text);
}
