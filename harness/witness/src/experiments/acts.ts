import { v7 as uuidv7 } from 'uuid';
import { type Member } from './cast.ts';
import { type Act, type Buy } from './experiment.ts';
import { press } from './press.ts';
import { type Scene } from './scene.ts';

/** An act could not be done, so the run proves nothing. */
export class NotDone extends Error {}

/** Does one act. Requests of customers only begin here; `ending` is aborted at the end of the step. */
export async function perform(act: Act, scene: Scene, ending: AbortSignal): Promise<void> {
  switch (act.act) {
    case 'wait':
      return wait(act.ms, scene, ending);
    case 'buy':
      return buy(act, scene, ending);
    case 'send again':
      return sendAgain(scene.cast.one(act.customer), scene);
    case 'look':
      return look(act, scene, ending);
    case 'arrive':
      return arrive(act, scene, ending, (member) => scene.cast.buy(member));
    case 'press':
      return pressTogether(act, scene, ending);
    case 'bank':
      return atTheBank(act, scene);
    case 'process':
      return onEachInstance(act, scene);
    default:
      return breakOrHeal(act, scene);
  }
}

type OnTheWire = Extract<Act, { act: 'strike' | 'release' | 'fault' | 'clear' | 'provider' }>;

async function breakOrHeal(act: OnTheWire, { stage, strikes, faults }: Scene): Promise<void> {
  if (act.act === 'strike') strikes.set(act.name, await stage.strike(act.strike));
  else if (act.act === 'fault') faults.set(act.name, await stage.fault(act.edge, act.fault));
  else if (act.act === 'provider') faults.set(act.name, await stage.provider(act.fault));
  else if (act.act === 'release') await known(strikes, act.strike).release(act.how);
  else await known(faults, act.fault).clear();
}

function known<T>(all: ReadonlyMap<string, T>, name: string): T {
  const found = all.get(name);
  if (found === undefined) throw new NotDone(`"${name}" is not armed.`);
  return found;
}

/** Ends early with the step. */
async function wait(ms: number, { stage }: Scene, ending: AbortSignal): Promise<void> {
  await stage.clock.pause(ms * stage.pace, ending).catch(() => stage.signal.throwIfAborted());
}

async function buy({ customer, times = 1, everyMs = 0, order }: Buy, scene: Scene, ending: AbortSignal) {
  const member = scene.cast.one(customer);
  const key = uuidv7();
  for (let time = 1; time <= times; time += 1) {
    scene.cast.buy(member, order, key);
    // Not at the stage's pace: requests must overlap.
    if (time < times) await scene.stage.clock.pause(everyMs, ending);
  }
}

function sendAgain(member: Member, { cast }: Scene): Promise<void> {
  if (member.sent === undefined) throw new NotDone(`${member.shopper.name} has not ordered anything.`);
  cast.buy(member, member.sent.order, member.sent.key);
  return Promise.resolve();
}

async function look(
  { customer, times = 1, everyMs = 0, goesOn }: Extract<Act, { act: 'look' }>,
  scene: Scene,
  ending: AbortSignal,
): Promise<void> {
  const { shopper } = scene.cast.one(customer);
  const path = `/recommendations?customerId=${encodeURIComponent(shopper.email)}&limit=3`;
  const looks = async (): Promise<void> => {
    for (let time = 0; goesOn === true ? !ending.aborted : time < times; time += 1) {
      await shopper.get(path);
      await wait(everyMs, scene, ending);
    }
  };
  if (goesOn === true) scene.cast.work(looks());
  else await looks();
}

async function arrive(
  {
    customers,
    count,
    everyMs,
  }: { readonly customers: string; readonly count: number; readonly everyMs: number },
  scene: Scene,
  ending: AbortSignal,
  begin: (member: Member) => void,
): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    begin(scene.cast.join(customers, `${customers} ${number}`));
    if (number < count) await wait(everyMs, scene, ending);
  }
}

async function pressTogether(
  act: Extract<Act, { act: 'press' }>,
  scene: Scene,
  ending: AbortSignal,
): Promise<void> {
  const { stage, cast, curves } = scene;
  const startedAt = scene.stepAt;
  curves.set(act.customers, () => requestsPer100Ms(cast.responsesOf(act.customers), startedAt));
  // Not at the stage's pace, like their retries: or the arrivals alone are half of the retries' peak.
  const everyMs = act.everyMs / stage.pace;
  await arrive({ ...act, everyMs }, scene, ending, (member) => cast.work(press(member, act.manner, stage)));
}

function requestsPer100Ms(
  requests: readonly { readonly startedAt: number }[],
  from: number,
): readonly number[] {
  const bins = requests.map(({ startedAt }) => Math.floor((startedAt - from) / 100));
  return Array.from(
    { length: Math.max(0, ...bins.map((bin) => bin + 1)) },
    (_, bin) => bins.filter((each) => each === bin).length,
  );
}

async function atTheBank({ customer, response }: Extract<Act, { act: 'bank' }>, scene: Scene): Promise<void> {
  const [order] = await scene.ordersOf(customer);
  if (order === undefined) throw new NotDone(`${customer} has no order for the bank to ask about.`);
  await scene.stage.bank(String(order['order_id']), response);
}

async function onEachInstance(
  { action, role }: Extract<Act, { act: 'process' }>,
  scene: Scene,
): Promise<void> {
  const names = await scene.instancesOf(role);
  if (names.length === 0) throw new NotDone(`No process of this stack is called ${role}.`);
  await Promise.all(names.map((name) => scene.stage.process(name, action)));
}
