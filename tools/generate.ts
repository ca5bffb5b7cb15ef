/** `npm run generate`: makes code of your own from the example in this repository. */
import { repositoryRoot } from '@holdfast/local-stack';
import { commandIn, parseOptions, refuseMore } from './command-line.ts';
import { dependencyNames } from './generate/dependency-names.ts';
import { exampleConsumer, exampleProcess, type Part } from './generate/example-parts.ts';
import { consumerNames, type PartNames, processNames } from './generate/part-names.ts';
import { serviceNames } from './generate/service-names.ts';
import { runCommand } from './run-command.ts';

const usage = `npm run generate -- service NAME [--one WORD]
npm run generate -- process SERVICE VERB-NOUN [--row WORD]
npm run generate -- consumer SERVICE VERB-NOUN --of MESSAGE [--row WORD]
npm run generate -- dependency SERVICE NAME

Copies code that runs in examples/seats, with its specs, and enters it wherever such code is listed.
service     apps/NAME: a GET, POSTs with a key, an outbox, consumers, a call through a breaker and a database of
            its own, with documents. npm start and the failure suite run it with all others.
            NAME: many of what it keeps, one word of 3 to 16 lowercase letters, such as tickets
            --one: one of them; default: NAME without its last s
process     a POST with a key: controller, handler, schemas, entity, migration, spec, and a part of the service's
            suite if it has a test/suite.ts
consumer    a handler of messages to the service's queue, behind an inbox: schema, migration, spec
dependency  a client behind a breaker: its options, its optional setting, spec and section of the failure modes
VERB-NOUN   such as cancel-booking
--row       the row that the process or consumer stores; default: NOUN
--of        the message, such as booking-canceled
Exit codes: 0 done, 1 failed, 2 invalid arguments; then nothing is written.`;

interface Task {
  readonly make: () => Promise<readonly string[]>;
  readonly next: string;
}

// Imported only here: Prettier and TypeScript take longer to load than the rest of the command.
const kinds = {
  service: (args: readonly string[]): Task => {
    const { values, positionals } = parseOptions(args, { one: { type: 'string' } });
    const [name = '', ...rest] = positionals;
    refuseMore(rest);
    const names = serviceNames(repositoryRoot, name, values.one);
    return {
      make: async () => (await import('./generate/make-service.ts')).makeService(repositoryRoot, names),
      next: `apps/${names.many} is a service. Next:
  npm install && npm run openapi && npm run docs && npm run check
  npm test -- int apps/${names.many}
  npm start`,
    };
  },
  process: (args: readonly string[]): Task => {
    const { values, positionals } = parseOptions(args, { row: { type: 'string' } });
    const names = processNames(repositoryRoot, ...twoOf(positionals), { row: values.row });
    return partTask(exampleProcess, names);
  },
  consumer: (args: readonly string[]): Task => {
    const { values, positionals } = parseOptions(args, { row: { type: 'string' }, of: { type: 'string' } });
    const given = { row: values.row, message: values.of };
    return partTask(exampleConsumer, consumerNames(repositoryRoot, ...twoOf(positionals), given));
  },
  dependency: (args: readonly string[]): Task => {
    const { positionals } = parseOptions(args, {});
    const names = dependencyNames(repositoryRoot, ...twoOf(positionals));
    return {
      make: async () => (await import('./generate/make-dependency.ts')).makeDependency(repositoryRoot, names),
      next: `${names.folder} can call ${names.name}. Next:
  npm run docs && npm run check
  npm test -- int ${names.folder}/test/${names.name}`,
    };
  },
};

function twoOf([service = '', name = '', ...rest]: readonly string[]): [string, string] {
  refuseMore(rest);
  return [service, name];
}

const partTask = (part: Part, names: PartNames): Task => ({
  make: async () => (await import('./generate/make-part.ts')).makePart(repositoryRoot, part, names),
  next: `${names.folder} has the process ${names.process}. Next:
  npm run openapi && npm run docs && npm run check
  npm test -- int ${names.folder}`,
});

await runCommand({
  usage,
  read: ([kind, ...args]) => kinds[commandIn(kind, kinds)](args),
  run: async ({ make, next }) => {
    const written = await make();
    console.log(`${written.map((file) => `  ${file}`).join('\n')}\n\n${next}`);
  },
});
