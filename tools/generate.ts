/** `npm run generate`: makes a service of your own from the example in this repository. */
import { repositoryRoot } from '@holdfast/local-stack';
import { commandIn, parseOptions, refuseMore } from './command-line.ts';
import { type ServiceNames, serviceNames } from './generate/service-names.ts';
import { runCommand } from './run-command.ts';

const usage = `npm run generate -- service NAME [--one WORD]

Makes apps/NAME from examples/seats, a service with a GET, a POST with a key, an outbox, a consumer, a call through a
breaker and a database of its own, with its specs and documents. npm start and the failure suite run it with all others.
NAME     many of what it keeps: one word of 3 to 16 lowercase letters, such as tickets
--one    one of them; default: NAME without its last s
Exit codes: 0 done, 1 failed, 2 invalid arguments; then nothing is written.`;

function read(args: readonly string[]): ServiceNames {
  const { values, positionals } = parseOptions(args, { one: { type: 'string' } });
  const [kind, name = '', ...rest] = positionals;
  commandIn(kind, { service: true });
  refuseMore(rest);
  return serviceNames(repositoryRoot, name, values.one);
}

await runCommand({
  usage,
  read,
  run: async (names) => {
    // Only here: Prettier takes longer to load than the rest of the command.
    const { makeService } = await import('./generate/make-service.ts');
    const written = await makeService(repositoryRoot, names);
    console.log(`${written.map((file) => `  ${file}`).join('\n')}

apps/${names.many} is a service. Next:
  npm install && npm run openapi && npm run check
  npm test -- int apps/${names.many}
  npm start`);
  },
});
