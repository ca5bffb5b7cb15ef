import { runMigrations } from '@holdfast/service-defaults/database';

type Environment = NodeJS.ProcessEnv;
type DataSourceOf = Parameters<typeof runMigrations>[1];

type Exported = Readonly<Record<string, DataSourceOf | undefined>>;

/** Each service ships its own migrations. They are found by path, because no app depends on another. */
async function dataSourceOf(service: string): Promise<DataSourceOf> {
  const dataSource = (await exportedBy(service))[`${service}DataSource`];
  if (dataSource === undefined) throw new Error(`the data source of ${service} is not where it is expected`);
  return dataSource;
}

async function exportedBy(service: string): Promise<Exported> {
  try {
    return (await import(`../../${service}/dist/database/${service}.data-source.js`)) as Exported;
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(`unknown service "${service}", or its migrations do not load: ${message}`, { cause });
  }
}

/** Migrates the database at DATABASE_URL with the migrations of a service. */
export async function migrateService(service: string, environment: Environment): Promise<void> {
  await runMigrations(service, await dataSourceOf(service), environment);
}
