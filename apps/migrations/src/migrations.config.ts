import { type OwnedDatabase } from '@holdfast/databases';
import { postgresUrl, readConfig } from '@holdfast/service-defaults/database';
import { z } from 'zod';

export const services = ['checkout', 'payments', 'email', 'recommendations'] as const;

/** A shop may do without these. */
const optional: readonly string[] = ['recommendations'];

export interface Migrations {
  /** Creates databases and users first; undefined if they already exist. */
  readonly adminUrl: string | undefined;
  readonly databases: readonly OwnedDatabase[];
  /** The user that runs each service's migrations. */
  readonly owners: readonly { readonly service: string; readonly url: string }[];
}

const names = services.map((service) => ({
  service,
  owner: `${service.toUpperCase()}_MIGRATIONS_URL`,
  user: `${service.toUpperCase()}_DATABASE_URL`,
}));

const settings = z
  .object({
    DATABASE_ADMIN_URL: postgresUrl.optional(),
    OBSERVER_DATABASE_URL: postgresUrl.optional(),
    ...Object.fromEntries(
      names.map(({ service, owner }) => [
        owner,
        optional.includes(service) ? postgresUrl.optional() : postgresUrl,
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
    const ours = names.filter(({ owner }) => given[owner] !== undefined);
    for (const { user } of ours.filter((each) => given[each.user] === undefined))
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
  const config = readConfig('migrations', settings, environment);
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
