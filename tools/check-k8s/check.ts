import { differences } from './compare.ts';
import { titleOf } from './rendering.ts';
import { ingresses } from './shapes/ingress.ts';
import { policies } from './shapes/network.ts';
import { releaseLabels } from './shapes/pods.ts';
import { outsideSecrets, secrets } from './shapes/secrets.ts';
import { servers } from './shapes/servers.ts';
import { account, serviceObjects } from './shapes/services.ts';
import { refusedSettings, settings } from './shapes/settings.ts';
import { type Expected, type Finding, type Subject } from './subject.ts';

/** It refuses pods that are less restricted. */
function namespace(subject: Subject): Expected {
  const levels = {
    audit: 'restricted',
    enforce: 'restricted',
    'enforce-version': 'latest',
    warn: 'restricted',
  };
  const labels = Object.entries(levels).map(([mode, level]) => [`pod-security.kubernetes.io/${mode}`, level]);
  const metadata = {
    name: 'holdfast',
    labels: { ...releaseLabels(subject), ...(Object.fromEntries(labels) as Record<string, string>) },
  };
  return { title: 'Namespace/holdfast', fields: { apiVersion: 'v1', kind: 'Namespace', metadata } };
}

/** Every object that an overlay must have. */
function expectedObjects(subject: Subject): Expected[] {
  const { services, simulator } = subject.facts;
  const isInside = subject.servers === 'inside';
  return [
    namespace(subject),
    account('migrations', subject),
    ...services.flatMap((service) => serviceObjects(service, subject)),
    ...(isInside ? [...services, simulator] : services).map((service) => settings(service, subject)),
    ...(isInside ? [...secrets(subject), ...servers(subject)] : ingresses(subject)),
    ...policies(subject),
  ];
}

function inObjects(expected: readonly Expected[], { rendering }: Subject): Finding[] {
  const names = new Set(expected.map(({ title }) => title));
  const titles = rendering.objects.map(titleOf);
  const twice = titles.filter((title, index) => titles.indexOf(title) !== index);
  // Without their content: it may be a secret.
  const unknown = titles.filter((title) => !names.has(title));
  return [
    ...expected.flatMap(({ title, fields }) =>
      differences(fields, rendering.find(title)).map((each) => ({ object: title, ...each })),
    ),
    ...unknown.map((object) => ({ object, path: '', text: 'is not expected' })),
    ...twice.map((object) => ({ object, path: '', text: 'exists twice' })),
  ];
}

const placeholder =
  /holdfast\.example\/(?!outside)|[@./]holdfast\.example|sha256:0{64}|pk_test_holdfast_example|\b192\.0\.2\.\d/;

const placeholders = ({ rendering, isRelease }: Subject): Finding[] =>
  (isRelease ? rendering.objects : []).flatMap((object) => {
    const [found] = placeholder.exec(JSON.stringify(object)) ?? [];
    const text = `still contains ${found}: fill in the production overlay`;
    return found === undefined ? [] : [{ object: titleOf(object), path: '', text }];
  });

const table = 'docs/how-to/deploy-to-kubernetes.md, table of Secrets:';

/** Everything in a rendering that is not as the code expects it: missing, changed, or unknown. */
export function check(subject: Subject): readonly Finding[] {
  const { services, simulator, outsideSecrets: documented } = subject.facts;
  return [
    ...inObjects(expectedObjects(subject), subject),
    ...[...services, simulator].flatMap((service) => refusedSettings(service, subject)),
    ...differences(outsideSecrets(subject), Object.fromEntries(documented)).map((each) => ({
      object: table,
      ...each,
    })),
    ...placeholders(subject),
  ];
}
