import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { appOf, Compose, type Service } from './compose.ts';
import { type Revision } from './revision.ts';

/** The simulator and the lab come from the working tree from the start: Stripe is not upgraded with us. */
const world = ['failure-lab', 'stripe-simulator'];

/** A revision under compose, with its images under their own tag. */
export interface OldStack {
  readonly compose: Compose;
  /** The names of the images built from the revision. */
  readonly built: readonly string[];
  readonly images: readonly string[];
}

/** Prepares the compose file of a revision with its own images. Builds and starts nothing. */
export async function oldStack(project: string, revision: Revision, current: Compose): Promise<OldStack> {
  const { name, folder, scratch } = revision;
  const { services: now, networks } = await current.config();
  const services: Record<string, Partial<Service> & { readonly volumes?: readonly string[] }> = {};
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
  // It also joins the networks of services that the revision does not have yet.
  const { image = '', networks: joined = {} } = now['failure-lab'] ?? {};
  services['failure-lab'] = { image, networks: joined, volumes: [labConfig] };
  const file = path.join(scratch, `${name}.json`);
  await writeFile(file, JSON.stringify({ services, networks }, null, 2));
  const images = built.map((service) => services[service]?.image ?? '');
  return { compose: new Compose(project, folder, [file]), built, images };
}
