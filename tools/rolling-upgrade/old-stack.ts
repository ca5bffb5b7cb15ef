import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { appOf, Compose } from './compose.ts';
import { type Revision } from './revision.ts';

/** What plays the world around the services is of the working tree from the beginning: nobody upgrades Stripe. */
const world = ['failure-lab', 'stripe-simulator'];

/** A revision under compose, its own images under a tag of their own. */
export interface OldStack {
  readonly compose: Compose;
  /** What is built from the revision, by name. */
  readonly built: readonly string[];
  readonly images: readonly string[];
}

/** The compose file of a revision, with its own images. Nothing is built or started yet. */
export async function oldStack(project: string, revision: Revision, current: Compose): Promise<OldStack> {
  const { name, folder, scratch } = revision;
  const now = await current.services();
  const services: Record<string, { readonly image: string; readonly volumes?: readonly string[] }> = {};
  const built: string[] = [];
  for (const [service, container] of Object.entries(await new Compose(project, folder).services())) {
    const app = appOf(container);
    if (app === undefined) continue;
    const isOld = !world.includes(app);
    services[service] = {
      image: isOld ? `localhost/holdfast/${app}:from-${name}` : (now[service]?.image ?? container.image),
    };
    if (isOld && container.build !== undefined) built.push(service);
  }
  const labConfig = `${path.join(repositoryRoot, 'compose/failure-lab.json')}:/etc/failure-lab.json:ro`;
  services['failure-lab'] = { image: now['failure-lab']?.image ?? '', volumes: [labConfig] };
  const file = path.join(scratch, `${name}.json`);
  await writeFile(file, JSON.stringify({ services }, null, 2));
  const images = built.map((service) => services[service]?.image ?? '');
  return { compose: new Compose(project, folder, [file]), built, images };
}
