import { type V1Container } from '@kubernetes/client-node';
import { containersOf, mainContainer, type Pods } from '../rendering.ts';
import { eachOf, type Rule } from '../rule.ts';

const units: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** A memory quantity in bytes; NaN if it is not in whole binary units. */
export function bytesOf(quantity: string | undefined): number {
  const [, number = '', unit = ''] = /^(\d+)(Ki|Mi|Gi)$/.exec(quantity ?? '') ?? [];
  return Number(number || NaN) * (units[unit] ?? NaN);
}

function resourceProblems({ name, resources = {} }: V1Container): (string | false)[] {
  const { requests = {}, limits = {} } = resources;
  const request = bytesOf(requests['memory']);
  const limit = bytesOf(limits['memory']);
  return [
    requests['cpu'] === undefined && `${name} requests no cpu`,
    Number.isNaN(request) && `${name} requests no memory in Mi or Gi`,
    Number.isNaN(limit) && `${name} has no memory limit in Mi or Gi`,
    request > limit && `${name} requests more memory than its limit`,
    limits['cpu'] !== undefined && `${name} has a cpu limit, which throttles it on an idle node`,
  ];
}

/** 60 to 80 %: less wastes memory, more leaves none for buffers, stacks and code. */
const heapShare = { least: 0.6, most: 0.8 };

function heapProblems(pods: Pods): (string | false)[] {
  const container = mainContainer(pods);
  const options = container.env?.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? '';
  const megabytes = /--max-old-space-size=(\d+)/.exec(options)?.[1];
  if (megabytes === undefined) return ['lets V8 guess its heap size: --max-old-space-size'];
  const share = (Number(megabytes) * 2 ** 20) / bytesOf(container.resources?.limits?.['memory']);
  return [
    !(share >= heapShare.least && share <= heapShare.most) &&
      `gives V8 a heap of ${Math.round(share * 100)} % of its memory limit, not about 75 %`,
  ];
}

export const resourceRules: readonly Rule[] = [
  eachOf(
    'resources',
    ({ rendering }) => rendering.pods,
    ({ title }) => title,
    (pods) => [
      ...containersOf(pods).flatMap(resourceProblems),
      ...(pods.spec.volumes ?? []).map(
        ({ name, emptyDir }) =>
          emptyDir !== undefined && emptyDir.sizeLimit === undefined && `volume ${name} has no sizeLimit`,
      ),
    ],
  ),
  eachOf(
    'heap',
    ({ rendering }) => rendering.services,
    ({ title }) => title,
    heapProblems,
  ),
];
