import { checkout, demo, gone, main, pod, production } from './mutant.ts';

export const structure = [
  ...demo('unknown-field', checkout, [`${main}>livenesProbe`, {}], [`${pod}>volumes>0>emptyDir>size`, '1Mi']),
  ...demo('unknown-field', 'Service/checkout', ['spec>ports>0>port', '3001']),
  ...demo('unknown-field', 'PodDisruptionBudget/checkout', ['spec>maxUnavailble', 1]),
  ...demo(
    'schema',
    checkout,
    ['spec>selector', gone],
    [`${main}>name`, gone],
    ['apiVersion', 'apps/v1beta1'],
  ),
  ...demo('schema', 'HorizontalPodAutoscaler/checkout', ['spec>scaleTargetRef', gone]),
  ...demo('duplicate-object', 'Service/email', ['metadata>name', 'checkout']),
  ...demo('namespace', checkout, ['metadata>namespace', 'default']),
  ...production('labels', checkout, ['metadata>labels>app.kubernetes.io/version', '0.0.9']),
];

export const security = [
  ...demo('restricted-namespace', 'Namespace/holdfast', [
    'metadata>labels>pod-security.kubernetes.io/enforce',
    'baseline',
  ]),
  ...demo(
    'restricted-pod',
    checkout,
    [`${pod}>securityContext>runAsNonRoot`, false],
    [`${pod}>securityContext>runAsUser`, gone],
    [`${pod}>securityContext>seccompProfile`, gone],
    [`${main}>securityContext>allowPrivilegeEscalation`, true],
    [`${main}>securityContext>capabilities>drop`, []],
    [`${main}>securityContext>capabilities>add`, ['NET_ADMIN']],
    [`${main}>securityContext>readOnlyRootFilesystem`, false],
    [`${main}>securityContext>privileged`, true],
    [`${main}>securityContext>runAsUser`, 0],
    [`${main}>ports>0>hostPort`, 3001],
    [`${pod}>hostNetwork`, true],
    [`${pod}>hostPID`, true],
    [`${pod}>volumes>0`, { name: 'tmp', hostPath: { path: '/' } }],
    [`${pod}>initContainers>0>securityContext`, gone],
  ),
  ...demo('restricted-pod', 'StatefulSet/postgres', [`${pod}>securityContext>runAsUser`, 0]),
  ...demo(
    'service-account',
    checkout,
    [`${pod}>automountServiceAccountToken`, gone],
    [`${pod}>enableServiceLinks`, gone],
    [`${pod}>serviceAccountName`, 'payments'],
    [`${pod}>serviceAccountName`, gone],
  ),
  ...demo('service-account', 'ServiceAccount/email', ['automountServiceAccountToken', true]),
];
