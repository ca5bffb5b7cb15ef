import { type V1Probe } from '@kubernetes/client-node';
import { isService, mainContainer, type Pods, portNumber } from '../rendering.ts';
import { eachOf, type Facts, type Rule } from '../rule.ts';

/** 60 s: a service tries to connect to its database for 30 s; the rest is for a slow node. */
const leastStartSeconds = 60;
/** A dependency has 1 s to respond, so a readiness probe needs more. */
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
    texts[1] === texts[2] && 'uses the same probe for liveness and readiness',
    ...probes.map(([name, probe]) => {
      const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
      return (
        port !== undefined && portNumber(port, pods) === undefined && `${name} uses the unknown port ${port}`
      );
    }),
  ];
}

function serviceProbeProblems(pods: Pods, { operatorPaths }: Facts): (string | false)[] {
  const { startupProbe, livenessProbe, readinessProbe } = mainContainer(pods);
  const asked = [startupProbe, livenessProbe, readinessProbe].map(path);
  const startSeconds = (startupProbe?.periodSeconds ?? 10) * (startupProbe?.failureThreshold ?? 3);
  return [
    ...asked.map((each) => !operatorPaths.includes(each ?? '') && `no service serves ${each}`),
    path(startupProbe) !== '/health/started' && 'startup must probe /health/started',
    path(livenessProbe) !== '/health/live' &&
      'liveness must probe /health/live, which does not depend on other services',
    path(readinessProbe) !== '/health/ready' && 'readiness must probe /health/ready',
    startSeconds < leastStartSeconds && `has only ${startSeconds} s to start`,
    (readinessProbe?.timeoutSeconds ?? 1) < leastReadinessSeconds &&
      'readiness has no more time than its dependencies',
  ];
}

function drainProblems(pods: Pods, { drainMs }: Facts): (string | false)[] {
  const preStop = mainContainer(pods).lifecycle?.preStop?.sleep?.seconds;
  if (preStop === undefined)
    return ['has no preStop sleep: requests still arrive after it stops accepting them'];
  const needed = preStop + (isService(pods) ? drainMs / 1_000 : 0);
  const given = pods.spec.terminationGracePeriodSeconds ?? 30;
  return [given <= needed && `is killed after ${given} s but may need ${needed} s to stop`];
}

const longRunning = ({ component }: Pods): boolean => component !== 'migrations';

export const lifecycleRules: readonly Rule[] = [
  eachOf(
    'probes',
    ({ rendering }) => rendering.pods.filter(longRunning),
    ({ title }) => title,
    (pods, { facts }) => [
      ...handlerProblems(pods),
      ...(isService(pods) ? serviceProbeProblems(pods, facts) : []),
    ],
  ),
  eachOf(
    'drain-time',
    ({ rendering }) => rendering.pods.filter(longRunning),
    ({ title }) => title,
    (pods, { facts }) => drainProblems(pods, facts),
  ),
];
