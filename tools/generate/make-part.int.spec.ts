import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';
import { git } from '../fork/git.ts';
import { dependencyNames } from './dependency-names.ts';
import { exampleConsumer, exampleProcess, filesOf } from './example-parts.ts';
import { makeDependency } from './make-dependency.ts';
import { makePart } from './make-part.ts';
import { consumerNames, processNames } from './part-names.ts';

const seats = 'examples/seats';

describe('a generated process', () => {
  let root: string;
  const read = (file: string): string => readFileSync(path.join(root, seats, file), 'utf8');
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const names = (process: string, row?: string) => processNames(root, 'seats', process, { row });
  let written: readonly string[];

  beforeAll(async () => {
    root = temporaryFolder();
    for (const part of [seats, 'package.json', 'tsconfig.base.json', '.prettierrc.json'])
      cpSync(path.join(repositoryRoot, part), path.join(root, part), {
        recursive: true,
        filter: (file) => !file.endsWith('/dist'),
      });
    write('apps/lamps/src/lamps.module.ts', 'export class LampsModule {}\n');
    write('apps/lamps/src/database/lamps.data-source.ts', 'export function lampsDataSource() {}\n');
    written = await makePart(
      root,
      exampleProcess,
      names('cancel-group-visit', 'cancellation'),
      1_800_000_000_000,
    );
  });

  afterAll(() => rmSync(root, { recursive: true }));

  it('has every file of the copied process, and none of its words', () => {
    const own = written.filter((file) => /cancel/.test(file));
    expect(own).toHaveLength(filesOf(repositoryRoot, exampleProcess).length);
    for (const file of own) {
      expect(file).not.toMatch(/rain|check|issue/);
      expect(read(path.relative(seats, file))).not.toMatch(/rain.?check|\bissue/i);
    }
    expect(read('src/cancel-group-visit/cancel-group-visit.controller.ts')).toContain(
      "summary: 'Cancel a group visit, once per key'",
    );
    expect(read('src/database/migrations/1800000000000-create-cancellations.ts')).toContain(
      'create table cancellations (',
    );
  });

  it('is entered as the copied one is', () => {
    const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/,(?= [\]}])/g, '');
    for (const { additions } of [exampleProcess, exampleConsumer])
      for (const [file, { imports, entries }] of Object.entries(additions)) {
        const ofExample = inOneLine(readFileSync(path.join(repositoryRoot, seats, file), 'utf8'));
        for (const added of [...imports, ...Object.values(entries)])
          expect(ofExample).toContain(inOneLine(added));
      }
    expect(read('src/seats.module.ts')).toMatch(/controllers: \[[^\]]*CancelGroupVisitController/);
    expect(read('src/database/seats.data-source.ts')).toMatch(/migrations: \[[^\]]*CreateCancellations18/);
    expect(read('test/suite.ts')).toContain('cancellations: await storedCancellations(stack)');
    expect(read('test/suite.ts')).toContain('number: 4,');
  });

  it('may be followed by a consumer', async () => {
    const given = { message: 'lamp-broken', row: 'darkness' };
    const consumer = consumerNames(root, 'seats', 'mourn-lamp', given);
    const own = (await makePart(root, exampleConsumer, consumer)).filter((file) => /lamp|dark/.test(file));
    expect(own).toHaveLength(filesOf(repositoryRoot, exampleConsumer).length);
    for (const file of own)
      expect(`${file} ${read(path.relative(seats, file))}`).not.toMatch(/late.?arrival|latecomer|admitted/i);
    expect(read('src/seats.module.ts')).toMatch(/inboxes: \[[^\]]*token: mournLampInbox/);
    expect(read('src/mourn-lamp/mourn-lamp.handler.ts')).toContain('insert into darknesses as known');
  });

  it('may be followed by a dependency', async () => {
    const own = await makeDependency(root, dependencyNames(root, 'seats', 'gift-cards'));
    expect(own).toContain(`${seats}/test/gift-cards-client.int.spec.ts`);
    for (const file of own.filter((each) => /gift/.test(each)))
      expect(read(path.relative(seats, file))).not.toMatch(/catalog|CHECKOUT|Seats are/i);
    expect(read('src/seats.config.ts')).toContain('GIFT_CARDS_URL: httpUrl.optional(),');
    expect(read('.env.example')).toMatch(/\nGIFT_CARDS_URL=\n$/);
    expect(read('src/gift-cards-client/gift-cards.dependency.ts')).toContain(
      "open: 'Nothing: no request needs gift-cards yet.'",
    );
    expect(read('docs/failure-modes.md')).toContain('### seats → gift-cards\n');
  });

  it('compiles', () => {
    symlinkSync(path.join(repositoryRoot, 'node_modules'), path.join(root, 'node_modules'));
    const compilerOptions = { noEmit: true, composite: false, incremental: false };
    write(
      'tsconfig.json',
      JSON.stringify({ extends: './tsconfig.base.json', compilerOptions, include: [seats] }),
    );
    const { stdout } = spawnSync('node_modules/.bin/tsc', { cwd: root, encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  it('has no part in a suite that is not there', async () => {
    rmSync(path.join(root, seats, 'test/suite.ts'));
    await makePart(root, exampleProcess, names('open-box'));
    expect(globSync('test/open-box.*', { cwd: path.join(root, seats) })).toEqual([
      'test/open-box.int.spec.ts',
    ]);
  });

  it('is refused if a list or committed file cannot take it, and nothing is written', async () => {
    git(root, ['init', '--quiet']);
    git(root, ['add', seats]);
    const none = (): string => globSync('**/*lend-lamp*', { cwd: root }).join();
    await expect(makePart(root, exampleProcess, names('lend-lamp'))).rejects.toThrow(
      /^Commit your changes first: .*seats\.data-source\.ts/,
    );
    expect(none()).toBe('');
    write(`${seats}/src/database/seats.data-source.ts`, 'export function seatsDataSource() {}\n');
    await expect(makePart(root, exampleProcess, names('lend-lamp'))).rejects.toThrow(
      'has no list "entities"',
    );
    expect(none()).toBe('');
  });

  it.each([
    ['cups', 'lend-cup', undefined, /no service "cups"\. The services are lamps, seats\./],
    ['lamps', 'lend-lamp', undefined, /apps\/lamps stores no idempotency keys/],
    ['seats', 'lend', undefined, /must be a verb and a noun/],
    ['seats', 'Lend-Cup', undefined, /must be a verb and a noun/],
    ['seats', 'lend-cup', 'a cup', /--row is "a cup"/],
    ['seats', 'issue-rain-check', undefined, /src\/issue-rain-check exists already\./],
    ['seats', 'lose-rain-check', undefined, /src\/rain-check exists already\. Name .*: --row WORD/],
    ['seats', 'clean-cup', 'shown-seat', /uses "shown-seat" for something else/],
    ['seats', 'add-customer', undefined, /uses "customer" for something else/],
    ['seats', 'teach-class', undefined, /uses "class" for something else/],
  ])('in %s as %s is refused', (service, process, row, why) => {
    expect(() => processNames(root, service, process, { row })).toThrow(why);
  });

  it.each([
    ['lamps', 'lamp-broken', /apps\/lamps has no inbox/],
    ['seats', undefined, /--of is ""/],
    ['seats', 'broken', /--of is "broken"/],
    ['seats', 'seat-reserved', /"seat-reserved" is a message already/],
  ])('a consumer in %s of %p is refused', (service, message, why) => {
    expect(() => consumerNames(root, service, 'mourn-dark-lamp', { message })).toThrow(why);
  });

  it.each([
    ['lamps', 'oil', /lamps\.module\.ts does not import ResilienceModule/],
    ['seats', 'Oil', /NAME is "Oil"/],
    ['seats', 'catalog', /src\/catalog-client exists already/],
    ['seats', 'queue', /examples\/seats uses "queue" for something else/],
    ['seats', 'checkout', /examples\/seats uses "checkout" for something else/],
  ])('a dependency of %s on %s is refused', (service, name, why) => {
    expect(() => dependencyNames(root, service, name)).toThrow(why);
  });
});
