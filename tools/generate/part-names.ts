import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../command-line.ts';
import { exampleConsumer, exampleProcess, filesOf, type Part } from './example-parts.ts';
import { folderOfService, neededFile, sourcesIn } from './service-folder.ts';
import { isReserved } from './service-names.ts';
import { formsOf, pluralOf } from './word-forms.ts';

/** `tickets`, `cancel-booking` and `booking`. */
export interface PartNames {
  readonly service: string;
  /** `apps/tickets` */
  readonly folder: string;
  readonly process: string;
  /** The row that it stores. */
  readonly row: string;
  /** The message that it consumes. */
  readonly message?: string | undefined;
}

interface Given {
  readonly row?: string | undefined;
  readonly message?: string | undefined;
}

/**
 * The names of a POST with a key.
 * @throws UsageError for an unknown service or one that it does not fit, and for a name that is invalid,
 * taken, or used for something else
 */
export function processNames(root: string, service: string, process: string, given: Given = {}): PartNames {
  const names = partNames(root, exampleProcess, { service, process, ...given });
  const { folder } = names;
  if (!moduleOf(root, names).includes('IdempotencyModule.forRoot('))
    throw new UsageError(
      `${folder} stores no idempotency keys: see libs/idempotency/README.md for its tables and its module.`,
    );
  return names;
}

/** The names of a consumer with an inbox. @throws UsageError as `processNames` does */
export function consumerNames(root: string, service: string, process: string, given: Given = {}): PartNames {
  const { message = '' } = given;
  if (!kebab(1).test(message))
    throw new UsageError(
      `--of is "${message}": it must be two to four words in lowercase letters, such as booking-canceled.`,
    );
  const names = partNames(root, exampleConsumer, { service, process, ...given });
  const { folder } = names;
  const known = [...sourcesIn(root, folder), ...sourcesIn(root, 'libs/contracts')];
  if (known.some((text) => text.includes(`'${message}'`)))
    throw new UsageError(`"${message}" is a message already. Choose another name: --of MESSAGE.`);
  if (!/\bconsumer: \{/.test(moduleOf(root, names)) || !/\binboxes: \[/.test(moduleOf(root, names)))
    throw new UsageError(
      `${folder} has no inbox: see libs/messaging/README.md for its table and its module.`,
    );
  if (
    !known.some((text) => text.includes(`queue: '${service}'`) || text.includes(`queue: queues.${service}`))
  )
    throw new UsageError(`${folder} does not consume the queue "${service}".`);
  return names;
}

const moduleOf = (root: string, { folder, service }: PartNames): string =>
  neededFile(root, `${folder}/src/${service}.module.ts`);

/** At least so many dashes. */
const kebab = (least: number): RegExp => new RegExp(`^[a-z]{2,16}(-[a-z]{2,16}){${least},3}$`);

function partNames(
  root: string,
  part: Part,
  { service, process, row: given, message }: Given & { readonly service: string; readonly process: string },
): PartNames {
  const folder = folderOfService(root, service);
  if (!kebab(1).test(process))
    throw new UsageError(
      `VERB-NOUN is "${process}": it must be a verb and a noun in lowercase letters, such as cancel-booking.`,
    );
  const row = given ?? process.replace(/^[a-z]+-/, '');
  if (!kebab(0).test(row))
    throw new UsageError(`--row is "${row}": it must be one to four words in lowercase letters.`);
  const names = { service, folder, process, row, message };
  refuseTaken(root, part, names);
  const source = `${folder}/src/database/${service}.data-source.ts`;
  const name = `${formsOf(service).camel}DataSource`;
  if (!neededFile(root, source).includes(`function ${name}(`))
    throw new UsageError(`${source} exports no function ${name}.`);
  return names;
}

function refuseTaken(root: string, part: Part, { folder, process, row, message }: PartNames): void {
  if (existsSync(path.join(root, folder, 'src', process)))
    throw new UsageError(`${folder}/src/${process} exists already.`);
  const another = `Name what ${process} stores: --row WORD.`;
  if (existsSync(path.join(root, folder, 'src', row)))
    throw new UsageError(`${folder}/src/${row} exists already. ${another}`);
  const many = formsOf(pluralOf(row));
  const id = `id: '(${formsOf(row).pascal}|${formsOf(process).pascal})'`;
  const taken = new RegExp(
    `@Controller\\('${many.kebab}'|(create table|@Entity\\(') ?${many.snake}\\b|${id}`,
  );
  if ([folder, 'libs/contracts'].some((each) => sourcesIn(root, each).some((text) => taken.test(text))))
    throw new UsageError(`${folder} uses "${row}" for something else. ${another}`);
  const { camel } = formsOf(row);
  if (isReserved(camel) || usesOf(root, part, [camel, many.camel]))
    throw new UsageError(`The copied code uses "${camel}" for something else. ${another}`);
  if (message !== undefined && (isReserved(formsOf(message).camel) || message === row))
    throw new UsageError(`--of is "${message}": choose another name.`);
}

/** True if the part has one of these as a word, apart from its own names. */
function usesOf(root: string, part: Part, words: readonly string[]): boolean {
  const { camel } = formsOf(part.row);
  const own = new RegExp(`${camel}s?`, 'g');
  const any = new RegExp(`\\b(${words.join('|')})\\b`);
  return filesOf(root, part).some(([, text]) => any.test(text.replaceAll(own, '')));
}
