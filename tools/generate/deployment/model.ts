import { portPlan } from '@holdfast/local-stack';

/** A call over HTTP from a new service to another one. */
export interface ServiceCall {
  /** `checkout` */
  readonly role: string;
  /** `CHECKOUT_URL` */
  readonly variable: string;
  /** The port on which the other one listens. */
  readonly port: number;
  /** The port of the lab's edge to it, among containers. */
  readonly edgePort: number;
}

/** A new service as its deployment names it. */
export interface DeployedService {
  readonly name: string;
  /** The port on which it listens in its container. */
  readonly port: number;
  readonly calls: readonly ServiceCall[];
}

/** The base of all ports in containers. */
export const portBase = 3_000;

/** A new service is deployed like this one of Holdfast: with a database and a queue, calling no other. */
export const model = 'recommendations';
const modelPort = portPlan(portBase).recommendations;

/** Replaces the model's name and port in a path or a text. */
export const renamed = (text: string, { name, port }: DeployedService): string =>
  text
    .replaceAll(model, name)
    .replaceAll(model.toUpperCase(), name.toUpperCase())
    .replaceAll(`${modelPort}`, `${port}`);

/** The names of the two policies that let checkout call the model. */
export const modelPolicies: readonly string[] = [`checkout-to-${model}`, `${model}-from-checkout`];

/** Replaces caller, target and port of these policies. */
export function renamedPolicy(text: string, caller: string, { role, port }: ServiceCall): string {
  const fresh: Readonly<Record<string, string>> = {
    checkout: caller,
    [model]: role,
    [modelPort]: `${port}`,
  };
  return text.replaceAll(new RegExp(Object.keys(fresh).join('|'), 'g'), (old) => fresh[old] ?? old);
}
