import {
  type V1Deployment,
  type V1PodDisruptionBudget,
  type V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import { mainContainer, type Pods, selects } from '../rendering.ts';
import { eachOf, type Rule, type Subject } from '../rule.ts';

const services = ({ rendering }: Subject): readonly Pods[] => rendering.services;
const title = (pods: Pods): string => pods.title;

function budgetProblems(pods: Pods, { rendering }: Subject): (string | false)[] {
  const budgets = rendering
    .ofKind<V1PodDisruptionBudget>('PodDisruptionBudget')
    .filter(({ spec }) => selects(spec?.selector ?? {}, pods.labels));
  const [budget] = budgets;
  if (budget === undefined || budgets.length > 1)
    return [`has ${budgets.length} PodDisruptionBudgets instead of one`];
  const others = rendering.pods.filter(
    (other) => other !== pods && selects(budget.spec?.selector ?? {}, other.labels),
  );
  return [
    budget.spec?.maxUnavailable !== 1 && 'may lose more than one pod at a time: maxUnavailable',
    budget.spec?.minAvailable !== undefined && 'has a minAvailable, which blocks a drain forever',
    budget.spec?.unhealthyPodEvictionPolicy !== 'AlwaysAllow' &&
      'blocks node drains while its pods are unhealthy: unhealthyPodEvictionPolicy',
    ...others.map((other) => `shares its PodDisruptionBudget with ${other.title}`),
  ];
}

/** 60 s: one quiet minute must not scale a service down. */
const leastCalmSeconds = 60;

function autoscalerProblems(pods: Pods, { rendering }: Subject): (string | false)[] {
  const { workload } = pods;
  const autoscalers = rendering
    .ofKind<V2HorizontalPodAutoscaler>('HorizontalPodAutoscaler')
    .filter(
      ({ spec }) =>
        spec?.scaleTargetRef.kind === workload.kind && spec?.scaleTargetRef.name === workload.metadata?.name,
    );
  const spec = autoscalers[0]?.spec;
  if (spec === undefined || autoscalers.length > 1)
    return [`has ${autoscalers.length} HorizontalPodAutoscalers instead of one`];
  const measured = spec.metrics?.map(({ resource }) => resource?.name) ?? [];
  const requests = mainContainer(pods).resources?.requests ?? {};
  return [
    (workload as V1Deployment).spec?.replicas !== undefined &&
      'has replicas, which each apply would reset against the HorizontalPodAutoscaler',
    (spec.minReplicas ?? 1) < 2 && 'may scale down to one pod: minReplicas',
    spec.maxReplicas <= (spec.minReplicas ?? 1) && 'can never scale up: maxReplicas',
    (spec.behavior?.scaleDown?.stabilizationWindowSeconds ?? 0) < leastCalmSeconds &&
      'scales down at the first quiet moment: scaleDown.stabilizationWindowSeconds',
    measured.length === 0 && 'has no metric to scale by: metrics',
    ...measured.map(
      (name) => !(name !== undefined && name in requests) && `scales by ${name} but requests none`,
    ),
  ];
}

function rolloutProblems({ workload }: Pods): (string | false)[] {
  const { strategy, minReadySeconds } = (workload as V1Deployment).spec ?? {};
  return [
    strategy?.type !== 'RollingUpdate' && 'is not replaced pod by pod: strategy',
    strategy?.rollingUpdate?.maxUnavailable !== 0 && 'loses pods during a release: maxUnavailable',
    strategy?.rollingUpdate?.maxSurge !== 1 && 'starts more than one new pod at a time: maxSurge',
    !((minReadySeconds ?? 0) > 0) && 'counts a pod as available as soon as it is ready: minReadySeconds',
  ];
}

const spreadOver = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'];

function spreadProblems({ labels, spec }: Pods): (string | false)[] {
  return spreadOver.flatMap((topologyKey) => {
    const spread = spec.topologySpreadConstraints?.find((each) => each.topologyKey === topologyKey);
    if (spread === undefined) return [`is not spread over ${topologyKey}`];
    const isOwn = spread.labelSelector !== undefined && selects(spread.labelSelector, labels);
    return [
      !isOwn && `counts the wrong pods over ${topologyKey}: labelSelector`,
      spread.matchLabelKeys?.includes('pod-template-hash') !== true &&
        `counts old pods with new ones over ${topologyKey}: matchLabelKeys`,
      spread.whenUnsatisfiable !== 'ScheduleAnyway' &&
        `does not start where ${topologyKey} is uneven: whenUnsatisfiable`,
      spread.maxSkew !== 1 && `is spread unevenly over ${topologyKey}: maxSkew`,
    ];
  });
}

export const availabilityRules: readonly Rule[] = [
  eachOf('disruption-budget', services, title, budgetProblems),
  eachOf('autoscaler', services, title, autoscalerProblems),
  eachOf('rollout', services, title, rolloutProblems),
  eachOf('spread', services, title, spreadProblems),
  {
    name: 'idle-object',
    find: ({ rendering }) => [
      ...rendering
        .ofKind<V1PodDisruptionBudget>('PodDisruptionBudget')
        .filter(({ spec }) => !rendering.pods.some(({ labels }) => selects(spec?.selector ?? {}, labels)))
        .map(({ metadata }) => ({
          object: `PodDisruptionBudget/${metadata?.name}`,
          text: 'selects no pods',
        })),
      ...rendering
        .ofKind<V2HorizontalPodAutoscaler>('HorizontalPodAutoscaler')
        .filter(
          ({ spec }) =>
            rendering.find(spec?.scaleTargetRef.kind ?? '', spec?.scaleTargetRef.name) === undefined,
        )
        .map(({ metadata }) => ({
          object: `HorizontalPodAutoscaler/${metadata?.name}`,
          text: 'scales nothing',
        })),
    ],
  },
];
