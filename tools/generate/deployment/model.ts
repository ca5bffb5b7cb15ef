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
export const model = 'email';
const modelPort = portPlan(portBase).email;

/** Settings and secrets that a new service does not have: lines, entries of JSON, and cells of a table. */
const ownSettings = '(?:order_token_secrets|smtp_url|shop_url|email_from)';
const ofModelOnly = [
  new RegExp(`^ *(?:- \\{ key: )?${ownSettings}(?:_file)?[:=,].*\n`, 'gim'),
  new RegExp(`,\\{"key":"${ownSettings}","path":"\\w+"\\}`, 'g'),
  new RegExp(` \`${ownSettings}\``, 'g'),
];

/** Replaces the model's name and port in a path or a text, without what only the model has. */
export const renamed = (text: string, { name, port }: DeployedService): string =>
  ofModelOnly
    .reduce((result, own) => result.replaceAll(own, ''), text)
    .replaceAll(model, name)
    .replaceAll(model.toUpperCase(), name.toUpperCase())
    .replaceAll(`${modelPort}`, `${port}`);

/** The names of two policies that let a service call another one. */
export const modelPolicies: readonly string[] = ['checkout-to-payments', 'payments-from-checkout'];

/** Replaces caller, target and port of these policies. */
export function renamedPolicy(text: string, caller: string, { role, port }: ServiceCall): string {
  const fresh: Readonly<Record<string, string>> = {
    checkout: caller,
    payments: role,
    [portPlan(portBase).payments]: `${port}`,
  };
  return text.replaceAll(new RegExp(Object.keys(fresh).join('|'), 'g'), (old) => fresh[old] ?? old);
}
