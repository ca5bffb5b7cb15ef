import {
  type Reconcile,
  type Reconciliation,
  reconciliationSchema,
  problemSchema,
  sumTallies,
} from '@holdfast/contracts';
import { readDataDir, stackSecrets } from '@holdfast/local-stack';
import { fetchFailure } from '../../fetch-failure.ts';
import { runningAddresses } from '../../running-stack.ts';

export interface Comparison {
  readonly since: Date;
  readonly until: Date;
  readonly repair: boolean;
}

/** All pages of a comparison, merged. */
export interface Report extends Omit<Reconciliation, 'next'> {
  readonly since: string;
  readonly until: string;
}

/** 60 s: twice what a page may take. */
const patienceMs = 60_000;

type Environment = Readonly<Record<string, string | undefined>>;

interface Target {
  readonly address: string;
  readonly key: string;
}

/** Requests every page from checkout. @throws Error if checkout is unreachable or refuses. */
export async function askAll(
  { since, until, repair }: Comparison,
  environment: Environment,
): Promise<Report> {
  const target = targetIn(environment);
  const period = { since: since.toISOString(), until: until.toISOString() };
  const pages: Reconciliation[] = [];
  for (let after: string | null | undefined; after !== null; after = pages.at(-1)?.next)
    pages.push(await ask(target, { ...period, repair, ...(after === undefined ? {} : { after }) }));
  return {
    ...period,
    checked: sumTallies(pages.flatMap(({ checked }) => checked)),
    tooRecent: pages.reduce((sum, { tooRecent }) => sum + tooRecent, 0),
    recent: pages.flatMap(({ recent }) => recent),
    differences: pages.flatMap(({ differences }) => differences),
  };
}

function targetIn(environment: Environment): Target {
  const { CHECKOUT_URL: address = '', CHECKOUT_API_KEY: key = '' } = environment;
  if (address !== '' && key !== '') return { address, key };
  if (address !== '' || key !== '')
    throw new Error('Set both CHECKOUT_URL and CHECKOUT_API_KEY, or neither.');
  const { checkout } = runningAddresses(
    'checkout',
    'a checkout with CHECKOUT_URL and CHECKOUT_API_KEY',
    environment,
  );
  return { address: checkout, key: stackSecrets(readDataDir(environment)).operatorKey };
}

async function ask({ address, key }: Target, page: Reconcile): Promise<Reconciliation> {
  let response: Response;
  try {
    response = await fetch(new URL('/reconciliations', address), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(page),
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (error) {
    throw new Error(`Checkout does not respond at ${address}: ${fetchFailure(error, patienceMs)}.`);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return reconciliationSchema.parse(body);
  const problem = problemSchema.safeParse(body).data;
  throw new Error(
    `The comparison stopped: ${problem?.detail ?? `checkout responded with ${response.status}.`} Completed repairs are kept; run it again.`,
  );
}
