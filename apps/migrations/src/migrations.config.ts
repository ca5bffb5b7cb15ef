import { type OwnedDatabase } from '@holdfast/databases';
import { postgresUrl, readConfig } from '@holdfast/service-defaults/database';
import { z } from 'zod';

/** Every shop has these. */
const required: readonly string[] = ['checkout', 'payments', 'email'];

export interface Migrations {
  /** Creates databases and users first; undefined if they already exist. */
  readonly adminUrl: string | undefined;
  readonly databases: readonly OwnedDatabase[];
  /** The user that runs each service's migrations. */
  readonly owners: readonly { readonly service: string; readonly url: string }[];
}

interface Names {
  readonly service: string;
  readonly owner: string;
  readonly user: string;
}

/** `TICKETS_MIGRATIONS_URL`, also as `TICKETS_DATABASE_URL_FILE`. */
const ofService = /^(?!OBSERVER_)(?<service>[A-Z]+)_(MIGRATIONS|DATABASE)_URL(_FILE)?$/;

/** The services with a setting here, after those that every shop has. */
function namesIn(environment: NodeJS.ProcessEnv): readonly Names[] {
  const named = Object.keys(environment).flatMap(
    (name) => ofService.exec(name)?.groups?.['service']?.toLowerCase() ?? [],
  );
  return [...new Set([...required, ...named])].map((service) => ({
    service,
    owner: `${service.toUpperCase()}_MIGRATIONS_URL`,
    user: `${service.toUpperCase()}_DATABASE_URL`,
  }));
}

const settingsOf = (names: readonly Names[]) =>
  z
    .object({
      DATABASE_ADMIN_URL: postgresUrl.optional(),
      OBSERVER_DATABASE_URL: postgresUrl.optional(),
      ...Object.fromEntries(
        names.map(({ service, owner }) => [
          owner,
          required.includes(service) ? postgresUrl : postgresUrl.optional(),
        ]),
      ),
      ...Object.fromEntries(names.map(({ user }) => [user, postgresUrl.optional()])),
    })
    .catchall(z.string().optional())
    .superRefine((given, context) => {
      for (const { owner, user } of names.filter((each) => given[each.user] !== undefined))
        if (given[owner] === undefined)
          context.addIssue({ code: 'custom', path: [owner], message: `must be set when ${user} is` });
      if (given.DATABASE_ADMIN_URL === undefined) return;
      const owned = names.filter(({ owner }) => given[owner] !== undefined);
      for (const { user } of owned.filter((each) => given[each.user] === undefined))
        context.addIssue({ code: 'custom', path: [user], message: 'must be set when DATABASE_ADMIN_URL is' });
    });

interface Login {
  readonly name: string;
  readonly password: string | undefined;
}

function loginOf(url: URL): Login {
  const { username, password } = url;
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) || undefined };
}

interface Urls {
  readonly ownerUrl: string;
  readonly userUrl: string | undefined;
}

function ownedDatabase({ ownerUrl, userUrl }: Urls, readers: readonly Login[]): readonly OwnedDatabase[] {
  if (userUrl === undefined) return [];
  const owner = new URL(ownerUrl);
  const database = {
    name: decodeURIComponent(owner.pathname.slice(1)),
    owner: loginOf(owner),
    user: loginOf(new URL(userUrl)),
  };
  return [readers.length === 0 ? database : { ...database, readers }];
}

/** @throws ConfigError */
export function readMigrations(environment: NodeJS.ProcessEnv): Migrations {
  const names = namesIn(environment);
  const config = readConfig('migrations', settingsOf(names), environment);
  const urls = names.flatMap(({ service, owner, user }) => {
    const { [owner]: ownerUrl, [user]: userUrl } = config;
    return ownerUrl === undefined ? [] : [{ service, ownerUrl, userUrl }];
  });
  const { OBSERVER_DATABASE_URL: observer } = config;
  const observers = observer === undefined ? [] : [loginOf(new URL(observer))];
  return {
    adminUrl: config.DATABASE_ADMIN_URL,
    databases: urls.flatMap((each) => ownedDatabase(each, observers)),
    owners: urls.map(({ service, ownerUrl }) => ({ service, url: ownerUrl })),
  };
}
