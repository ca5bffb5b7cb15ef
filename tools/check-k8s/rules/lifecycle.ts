import { type V1Probe } from '@kubernetes/client-node';
import { mainContainer, type Pods, portNumber } from '../rendering.ts';
import { eachOf, type Facts, type Rule } from '../rule.ts';

/** Half a minute in which a service tries to connect to its database, and as much again for a slow node. */
const leastStartSeconds = 60;
/** A dependency has 1 s to answer, so readiness must be given more than that. */
const leastReadinessSeconds = 2;

const path = (probe: V1Probe | undefined): string | undefined => probe?.httpGet?.path;

function handlerProblems(pods: Pods): (string | false)[] {
  const { startupProbe, livenessProbe, readinessProbe } = mainContainer(pods);
  const probes = Object.entries({ startupProbe, livenessProbe, readinessProbe });
  const texts = probes.map(([, probe]) =>
    JSON.stringify([probe?.exec, probe?.httpGet, probe?.tcpSocket, probe?.grpc]),
  );
  return [
    ...probes.map(([name, probe]) => probe === undefined && `has no ${name}`),
    texts[1] === texts[2] && 'asks the same for liveness and readiness',
    ...probes.map(([name, probe]) => {
      const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
      return (
        port !== undefined && portNumber(port, pods) === undefined && `${name} asks an unknown port ${port}`
      );
    }),
  ];
}

function serviceProbeProblems(pods: Pods, { operatorPaths }: Facts): (string | false)[] {
  const { startupProbe, livenessProbe, readinessProbe } = mainContainer(pods);
  const asked = [startupProbe, livenessProbe, readinessProbe].map(path);
  const startSeconds = (startupProbe?.periodSeconds ?? 10) * (startupProbe?.failureThreshold ?? 3);
  return [
    ...asked.map((each) => !operatorPaths.includes(each ?? '') && `no service answers ${each}`),
    path(startupProbe) !== '/health/started' && 'startup must ask /health/started',
    path(livenessProbe) !== '/health/live' &&
      'liveness must ask /health/live, which no dependency can make fail',
    path(readinessProbe) !== '/health/ready' && 'readiness must ask /health/ready',
    startSeconds < leastStartSeconds && `has only ${startSeconds} s to start`,
    (readinessProbe?.timeoutSeconds ?? 1) < leastReadinessSeconds &&
      'readiness has no more time than its dependencies',
  ];
}

function drainProblems(pods: Pods, { drainMs }: Facts): (string | false)[] {
  const preStop = mainContainer(pods).lifecycle?.preStop?.sleep?.seconds;
  if (preStop === undefined)
    return ['has no preStop sleep: requests still arrive when it no longer takes them'];
  const needed = preStop + (pods.component === 'service' ? drainMs / 1_000 : 0);
  const given = pods.spec.terminationGracePeriodSeconds ?? 30;
  return [given <= needed && `is killed after ${given} s, and may need ${needed} s to end`];
}

const longRunning = ({ component }: Pods): boolean => component !== 'migrations';

export const lifecycleRules: readonly Rule[] = [
  eachOf(
    'probes',
    ({ rendering }) => rendering.pods.filter(longRunning),
    ({ title }) => title,
    (pods, { facts }) => [
      ...handlerProblems(pods),
      ...(pods.component === 'service' ? serviceProbeProblems(pods, facts) : []),
    ],
  ),
  eachOf(
    'drain-time',
    ({ rendering }) => rendering.pods.filter(longRunning),
    ({ title }) => title,
    (pods, { facts }) => drainProblems(pods, facts),
  ),
];
