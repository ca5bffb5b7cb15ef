import { fileURLToPath } from 'node:url';
import {
  faultsOf as faultsAt,
  type Point as PointOf,
  type PointFault,
  type Recorded as RecordedOf,
  roleOf,
  type Roles,
} from '@holdfast/engine';
import { copiedServices } from '@holdfast/local-stack';
import { type Enumerable } from '../scenario/readiness-box.ts';

export type Point = PointOf<Enumerable>;
export type Recorded = RecordedOf<Enumerable>;

/** The shop declares no expectations for a delay or a duplicate of each message yet. */
const shopFaults = ['kill the sender', 'kill the receiver', 'reset', 'black hole'] as const;
export type ShopFault = (typeof shopFaults)[number] & PointFault;

const customer = 'shopper';

export const isCustomer = (process: string): boolean => process === customer;

const isCopied = (process: string): boolean => copiedServices.some((service) => service === roleOf(process));
const processNames: Readonly<Record<string, string>> = { stripe: 'stripe-simulator' };

export const roles: Roles = {
  isCustomer,
  processOf: (name) => processNames[name] ?? name,
  isSingle: (process) => !isCustomer(process) && !isCopied(process),
};

/** The faults for a message of the shop, whose processes can all be killed. */
export const faultsOf = (
  point: Pick<Point, 'sender' | 'receiver' | 'direction' | 'label'>,
): readonly ShopFault[] => faultsAt(point, { faults: shopFaults, isCustomer, canKill: () => true });

/** Besides its own operation: of the two jobs of a paid order, the second is the purchase. */
const otherPoints: Readonly<Record<string, RegExp>> = {
  recommendations: /^receipt: checkout->redis (?:request|response) EVALSHA addStandardJob #2$/,
};

/** True for the name of a point that a shop without the service does not have. */
export const isPointOf = (service: string, name: string): boolean =>
  name.startsWith(`${service}: `) || otherPoints[service]?.test(name) === true;

export const pointsFile = fileURLToPath(new URL('../../points.json', import.meta.url));

export const aboutPoints =
  'Every message of the golden runs of the crash enumeration, as the failure lab labels it. A run fails if one is missing. ' +
  'Accept new ones with `npm run failure-suite -- --points --accept-points`, and review the change of this file.';
