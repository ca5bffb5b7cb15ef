import { type KubernetesObject, type V1Container, type V1ServiceAccount } from '@kubernetes/client-node';
import { containersOf, type Pods, titleOf } from '../rendering.ts';
import { eachOf, type Rule } from '../rule.ts';

const mayBeMounted = ['configMap', 'secret', 'emptyDir', 'persistentVolumeClaim', 'projected', 'downwardAPI'];

const level = 'restricted';

function containerProblems(container: V1Container, { spec }: Pods): (string | false)[] {
  const { name, ports = [], securityContext: own = {} } = container;
  const ofPod = spec.securityContext ?? {};
  const seccomp = (own.seccompProfile ?? ofPod.seccompProfile)?.type;
  const user = own.runAsUser ?? ofPod.runAsUser;
  const has = (isWrong: boolean, text: string): string | false => isWrong && `${name} ${text}`;
  return [
    has((own.runAsNonRoot ?? ofPod.runAsNonRoot) !== true, 'may run as root: runAsNonRoot'),
    has(user === undefined || user < 1, 'needs a runAsUser above 0: an image may name its user by name'),
    has(seccomp !== 'RuntimeDefault', 'has no seccompProfile RuntimeDefault'),
    has(own.allowPrivilegeEscalation !== false, 'may gain privileges: allowPrivilegeEscalation'),
    has(own.privileged === true, 'is privileged'),
    has(own.capabilities?.drop?.includes('ALL') !== true, 'does not drop ALL capabilities'),
    has((own.capabilities?.add ?? []).length > 0, 'adds capabilities'),
    has(own.readOnlyRootFilesystem !== true, 'can write to its image: readOnlyRootFilesystem'),
    has(own.procMount !== undefined && own.procMount !== 'Default', 'sees more of /proc than it should'),
    has(
      ports.some(({ hostPort }) => hostPort !== undefined),
      'uses a port of its node',
    ),
  ];
}

function podProblems(pods: Pods): (string | false)[] {
  const { hostNetwork, hostPID, hostIPC, volumes = [] } = pods.spec;
  const strange = volumes.filter((volume) => !mayBeMounted.some((kind) => kind in volume));
  return [
    [hostNetwork, hostPID, hostIPC].includes(true) && 'shares namespaces with its node',
    ...strange.map(({ name }) => `mounts ${name}, which is of a kind that ${level} forbids`),
    ...containersOf(pods).flatMap((container) => containerProblems(container, pods)),
  ];
}

const isMigration = ({ component }: Pods): boolean => component === 'migrations';

export const securityRules: readonly Rule[] = [
  eachOf(
    'restricted-namespace',
    ({ rendering }) => rendering.ofKind<KubernetesObject>('Namespace'),
    titleOf,
    ({ metadata }) =>
      ['enforce', 'audit', 'warn'].map(
        (mode) =>
          metadata?.labels?.[`pod-security.kubernetes.io/${mode}`] !== level && `does not ${mode} ${level}`,
      ),
  ),
  eachOf(
    'restricted-pod',
    ({ rendering }) => rendering.pods,
    ({ title }) => title,
    podProblems,
  ),
  eachOf(
    'service-account',
    ({ rendering }) => rendering.pods,
    ({ title }) => title,
    (pods, { rendering }) => {
      const { serviceAccountName: name, automountServiceAccountToken, enableServiceLinks } = pods.spec;
      const account = rendering.find<V1ServiceAccount>('ServiceAccount', name);
      const sharing = rendering.pods.filter(
        (other) => other !== pods && other.spec.serviceAccountName === name,
      );
      return [
        name === undefined && 'runs as the default ServiceAccount',
        ...sharing.map(
          (other) =>
            !(isMigration(pods) && isMigration(other)) &&
            `shares the ServiceAccount ${name} with ${other.title}`,
        ),
        automountServiceAccountToken !== false && 'gets a token for the API server',
        account?.automountServiceAccountToken !== false && 'has a ServiceAccount that hands out tokens',
        enableServiceLinks !== false && 'gets the addresses of all Services as variables',
      ];
    },
  ),
];
