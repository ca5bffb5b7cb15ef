export { type ProgramFiles } from './bundle/bundle-files.ts';
export { bundlePrograms } from './bundle/bundle-programs.ts';
export { type FiledMail, openInbox, type Inbox, type ReceivedMail } from './mail/inbox.ts';
export { findPgBouncer, startPgBouncer } from './pgbouncer/pgbouncer-server.ts';
export { createDatabases, databaseUrl } from './postgres/databases.ts';
export { embeddedPostgresUrl, type PostgresOptions, startPostgres } from './postgres/embedded-postgres.ts';
export { endTree } from './process/end-tree.ts';
export { findProgram } from './process/find-program.ts';
export { freePort, isPortBusy } from './process/free-port.ts';
export { ManagedProcess, type ProcessEvents, type ProcessState } from './process/managed-process.ts';
export { prepared } from './process/prepared-process.ts';
export { identityOf, isRunning, type ProcessIdentity } from './process/process-identity.ts';
export { killTree, processTree } from './process/process-tree.ts';
export { type ListeningPort, type ProcessSpec } from './process/process-spec.ts';
export { answersOk, postgresAnswers } from './process/probes.ts';
export { findOrFetchRedis, pathWithRedis } from './redis/debian-redis.ts';
export { findRedis, type RedisOptions, type RedisProgram, startRedis } from './redis/redis-server.ts';
export { startRedisCluster, type TestRedisCluster } from './redis/redis-cluster.ts';
export { migrationsProgram } from './stack/migrations.ts';
export { repositoryRoot } from './repository.ts';
export { addressesOf, type StackAddresses, withoutPassword } from './stack/addresses.ts';
export { dataDirPrefix } from './stack/data-dir-prefix.ts';
export { demoLimits } from './stack/demo-limits.ts';
export { fastTimings } from './stack/fast-timings.ts';
export { LocalStack, type StackOptions } from './stack/local-stack.ts';
export { migrationProcesses } from './stack/migrations.ts';
export {
  extraServicePort,
  freePortBase,
  highestOffset,
  isFreePortBase,
  type PortPlan,
  mostExtraServices,
  portPlan,
  portsOfStack,
} from './stack/ports.ts';
export { operatorScopes, type StackSecrets, stackSecrets } from './stack/secrets.ts';
export {
  embeddedDatabases,
  givenDatabases,
  type StackDatabases,
  stackDatabaseNames,
} from './stack/stack-databases.ts';
export {
  consumers,
  copiedServices,
  migratedServices,
  type OptionalService,
  optionalServices,
  type ServiceCopy,
  serviceCopies,
  type ServiceName,
  type StackService,
  stackServices,
} from './stack/services.ts';
export { commonEnvironment } from './stack/service-environment.ts';
export { type ExtraCall, type ExtraService, listedServices, listOfServices } from './stack/extra-services.ts';
export { containerCopies, containerEdges, containerLabPort, hostOfCopy } from './lab/container-edges.ts';
export { type LabConfig } from './lab/lab-process.ts';
export {
  type BypassingSocket,
  bypassingSockets,
  type SocketCheck,
  socketsThatBypass,
} from './lab/sockets-that-bypass.ts';
export { isLive } from './stack/real-stripe.ts';
export {
  CannotStart,
  readDataDir,
  readSettings,
  type StackSettings,
  withListedServices,
} from './stack/settings.ts';
export { fromCurrentBundle } from './stack/bundled-plan.ts';
export { stackPrograms } from './stack/programs.ts';
export { ConsoleLogs } from './supervisor/console-logs.ts';
export { ControlError, controlProcess, runningProcesses, stackStatus } from './supervisor/control-client.ts';
export { AlreadyRunning } from './supervisor/orphans.ts';
export { type Action, ActionRefused, actions } from './supervisor/process-actions.ts';
export { type ProcessStatus } from './supervisor/process-status.ts';
export { readRunningState, readState, StackRecord, type StackState } from './supervisor/stack-state.ts';
export { stopOrphans } from './supervisor/orphans.ts';
