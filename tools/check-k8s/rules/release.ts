import { type V1Job } from '@kubernetes/client-node';
import { containersOf, mainContainer, type Pods, type Rendering, titleOf } from '../rendering.ts';
import { eachOf, type Rule, type Subject } from '../rule.ts';

interface Image {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

function imageOf(text = ''): Image {
  const {
    name = '',
    tag,
    digest,
  } = /^(?<name>[^@]*?)(?::(?<tag>[\w.-]+))?(?:@(?<digest>\w+:\w+))?$/.exec(text)?.groups ?? {};
  return { name, tag, digest };
}

/** `checkout` of `registry.example/holdfast/checkout`. */
const lastPart = (name: string): string => name.split('/').at(-1) ?? '';

/** Prefix of images loaded into the cluster, which no registry serves. */
const ownNames = 'localhost/holdfast/';

function imageProblems(pods: Pods, { facts, servers }: Subject): (string | false)[] {
  const isOurs = pods.component !== 'server' || facts.settings.has(pods.name);
  const wanted = pods.component === 'migrations' ? 'migrations' : pods.name;
  return containersOf(pods).flatMap(({ name: container, image }) => {
    const { name, tag, digest } = imageOf(image);
    return [
      isOurs && lastPart(name) !== wanted && `${container} runs ${name}, not ${wanted}`,
      servers === 'outside' &&
        !/^sha256:[0-9a-f]{64}$/.test(digest ?? '') &&
        `${container} runs ${image}, not one digest`,
      servers === 'inside' &&
        isOurs &&
        !name.startsWith(ownNames) &&
        `${container} runs ${name}, which another registry could serve: not ${ownNames}…`,
      servers === 'inside' &&
        isOurs &&
        tag !== facts.version &&
        `${container} runs ${image}, not version ${facts.version}`,
      !isOurs &&
        digest === undefined &&
        !/\d/.test(tag ?? '') &&
        `${container} runs ${image}, which may change at any time`,
    ];
  });
}

const dashed = (version: string): string => version.replaceAll('.', '-');

function jobProblems(service: string, { rendering, facts }: Subject): (string | false)[] {
  const name = `migrate-${service}-${dashed(facts.version)}`;
  const job = rendering.find<V1Job>('Job', name);
  const pods = rendering.pods.find(({ workload }) => workload === job);
  if (job?.spec === undefined || pods === undefined)
    return [`there is no ${name}: a Job cannot be changed, so each version needs its own`];
  const secrets = pods.spec.volumes?.flatMap(({ secret }) => secret?.secretName ?? []) ?? [];
  const { backoffLimit, activeDeadlineSeconds, ttlSecondsAfterFinished } = job.spec;
  return [
    backoffLimit === undefined && 'has no retry limit: backoffLimit',
    activeDeadlineSeconds === undefined && 'may run forever: activeDeadlineSeconds',
    ttlSecondsAfterFinished === undefined && 'is never deleted: ttlSecondsAfterFinished',
    pods.spec.restartPolicy !== 'Never' && 'loses the logs of its failures: restartPolicy',
    mainContainer(pods).args?.[0] !== service && `migrates ${mainContainer(pods).args?.[0]}`,
    ...secrets.map(
      (secret) => !secret.startsWith(`${service}-migrations`) && `uses Secret/${secret}, not its own`,
    ),
  ];
}

function waitProblems(pods: Pods, { facts, rendering }: Subject): (string | false)[] {
  if (!facts.migrated.includes(pods.name)) return [];
  const wait = pods.spec.initContainers?.find(({ command }) => command?.includes('--wait'));
  if (wait === undefined) return ['starts without waiting for its schema'];
  const url = rendering.environmentOf(wait).get('DATABASE_URL_FILE');
  return [
    wait.command?.join(' ') !== `node apps/${pods.name}/dist/migrate.js --wait` &&
      `waits for another schema: ${wait.command?.join(' ')}`,
    wait.image !== mainContainer(pods).image && 'waits for the schema of another version',
    url !== '/run/secrets/database_url' && 'waits for another database',
  ];
}

/** Database roles: a service reads and writes its own rows; its migrations own the schema. */
function userProblems(pods: Pods, { rendering }: Subject): (string | false)[] {
  const service = pods.name.replace(/^migrate-/, '');
  const user = pods.component === 'migrations' ? `${service}_migrations` : service;
  const secrets = pods.spec.volumes?.flatMap(({ secret }) => secret?.secretName ?? []) ?? [];
  const file = rendering.secretAt('/run/secrets/database_url', mainContainer(pods), pods.spec);
  const sharing = rendering.pods.filter(
    (other) =>
      other !== pods && other.spec.volumes?.some(({ secret }) => secrets.includes(secret?.secretName ?? '')),
  );
  const isShared = sharing.map((other) => `shares a Secret with ${other.title}`);
  if (file?.value === undefined) return isShared;
  if (!URL.canParse(file.value)) return [...isShared, 'has a database_url that is not a URL'];
  const { username, password, pathname } = new URL(file.value);
  return [
    ...isShared,
    username !== user && `is ${username} in the database, not ${user}`,
    pathname !== `/${service}` && `uses the database ${pathname.slice(1)}`,
    passwordOf(user, rendering) !== password && `does not have the password that Postgres has for ${user}`,
  ];
}

function passwordOf(user: string, rendering: Rendering): string | undefined {
  const postgres = rendering.pods.find(({ name }) => name === 'postgres');
  if (postgres === undefined) return undefined;
  return rendering.secretAt(`/run/secrets/${user}_password`, mainContainer(postgres), postgres.spec)?.value;
}

const placeholder =
  /holdfast\.example\/(?!outside)|[@./]holdfast\.example|sha256:0{64}|pk_test_holdfast_example|\b192\.0\.2\.\d/;

const withDatabase = ({ rendering }: Subject): readonly Pods[] =>
  rendering.pods.filter(({ component }) => ['service', 'migrations'].includes(component));

export const releaseRules: readonly Rule[] = [
  eachOf(
    'image',
    ({ rendering }) => rendering.pods,
    ({ title }) => title,
    imageProblems,
  ),
  eachOf(
    'migration-job',
    ({ facts }) => facts.migrated,
    (service) => `Job/migrate-${service}`,
    jobProblems,
  ),
  eachOf(
    'schema-wait',
    ({ rendering }) => rendering.services,
    ({ title }) => title,
    waitProblems,
  ),
  eachOf('database-user', withDatabase, ({ title }) => title, userProblems),
  eachOf(
    'placeholder',
    ({ rendering, isRelease }) => (isRelease ? rendering.objects : []),
    titleOf,
    (object) => [
      placeholder.test(JSON.stringify(object)) &&
        `still has ${placeholder.exec(JSON.stringify(object))?.[0]} in it`,
    ],
  ),
];
