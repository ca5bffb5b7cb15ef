import { type LabContext } from '../context/lab-context.ts';
import { ok, type Route } from '../control/route.ts';
import { FixEverything } from './fix-everything.ts';

export function fixRoutes(context: LabContext): Route[] {
  const everything = new FixEverything(context);
  return [['POST', /^\/heal-all$/, async () => ok(await everything.run())]];
}
