import { existsSync } from 'node:fs';
import { output } from './program.ts';

export const secondCopiesFile = 'compose/second-copies.yml';

/** Networks by name: of a compose file, or those that a service joins. */
export type Networks = Readonly<Record<string, unknown>>;

/** The parts of a compose service that matter here. */
export interface Service {
  readonly image: string;
  readonly build?: unknown;
  readonly networks?: Networks;
}

export type Services = Readonly<Record<string, Service>>;

/** Our app that a container runs, if any. */
export const appOf = (service: Service | undefined): string | undefined =>
  /^(?:localhost\/)?holdfast\/(.*):/.exec(service?.image ?? '')?.[1];

/** docker compose with the file of one folder, a second instance of each service, and overrides. */
export class Compose {
  private readonly options: readonly string[];

  constructor(project: string, folder: string, overrides: readonly string[] = []) {
    // Older revisions have the second instances in a profile instead of a file.
    const secondCopies = [`${folder}/${secondCopiesFile}`].filter((file) => existsSync(file));
    const files = [`${folder}/docker-compose.yml`, ...secondCopies, ...overrides].flatMap((file) => [
      '--file',
      file,
    ]);
    this.options = ['--project-name', project, '--project-directory', folder, '--profile', 'scale', ...files];
  }

  run(...args: readonly string[]): Promise<string> {
    return output('docker', ['compose', ...this.options, ...args]);
  }

  async config(): Promise<{ readonly services: Services; readonly networks: Networks }> {
    return JSON.parse(await this.run('config', '--format', 'json')) as {
      readonly services: Services;
      readonly networks: Networks;
    };
  }

  async services(): Promise<Services> {
    return (await this.config()).services;
  }

  /** Reads a template of `docker inspect` for a service's container. */
  async inspect(service: string, template: string): Promise<string> {
    const id = await this.run('ps', '--all', '--quiet', service);
    return output('docker', ['container', 'inspect', '--format', template, id]);
  }
}
