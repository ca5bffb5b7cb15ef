import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { commandsIn, paste, type Pasted } from './pasted-commands.ts';
import { type RunningStack, startStack } from './running-stack.ts';
import { Shopper } from './shopper.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const read = (page: string): string => readFileSync(path.join(repository, page), 'utf8');
const tutorials = readdirSync(path.join(repository, 'docs/tutorials')).map(
  (name) => `docs/tutorials/${name}`,
);
const pages = ['README.md', ...tutorials]
  .map((page) => ({ page, blocks: commandsIn(read(page)) }))
  .filter(({ blocks }) => blocks.length > 0);

/** Pages show the ports that PORT_BASE=3000 gives. */
const onPortsOf = (command: string, portBase: number): string =>
  command.replaceAll(/127\.0\.0\.1:30(\d\d)\b/g, (_, offset) => `127.0.0.1:${portBase + Number(offset)}`);

/** The parts of an expectation that a program can check: statuses, JSON fields, and the mark of a replay. */
const promisesIn = (expectation: string): RegExp[] =>
  [...expectation.matchAll(/(?:^|HTTP\/1.1 )[245]\d\d\b|"status":"\w+"|Idempotent-Replayed: true/gim)].map(
    ([promise]) => new RegExp(String.raw`(?<!\w)${promise}(?!\w)`, 'i'),
  );

const problem = /"type":"urn:holdfast:problem:/;

/**
 * A reader reads on after a block. Meanwhile, orders settle if payments is up and no bank waits for the
 * reader.
 */
const whileReading = ({ addresses }: RunningStack): string => `
  pending() {
    sed -nE 's/.*"orderId":"([^"]*)".*"accessToken":"([^"]*)".*/\\1 \\2/p' "$pasted" | sort -u |
      while read -r id token; do curl -s "${addresses.checkout}/orders/$id" -H "Authorization: Bearer $token"; done |
      grep -E '"payment_pending"|"requires_action"' > "$pasted.open"
    grep -q payment_pending "$pasted.open" || { [ -s "$pasted.open" ] && ! curl -s ${addresses['stripe-simulator']}/_simulator/challenges | grep -q intentId; }; }
  for i in $(seq 150); do
    curl -sf ${addresses.payments}/health/ready && pending || break; sleep 0.2; done`;

describe.each(pages)('the commands of $page', ({ blocks }) => {
  let stack: RunningStack;
  let pasted: readonly (readonly Pasted[])[];

  beforeAll(async () => {
    stack = await startStack('postgres', { FAILURE_LAB: 'on', STOREFRONT: 'on', ACTION_TTL_MINUTES: '0.5' });
    const { portBase, dataDir } = stack;
    pasted = await paste(
      blocks.map(({ commands }) => commands.map(({ command }) => onPortsOf(command, portBase))),
      { PATH: process.env['PATH'], DATA_DIR: dataDir },
      whileReading(stack),
    );
  }, 300_000);
  afterAll(() => stack.remove());

  const commands = blocks.flatMap((block, at) =>
    block.commands.map((command, index) => ({ ...command, at, index })),
  );
  it.each(commands)('$command', ({ expectation, at, index }) => {
    const { output, exitCode } = pasted[at]?.[index] as Pasted;
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.any(String) });
    for (const promise of promisesIn(expectation)) expect(output).toMatch(promise);
    expect(output).not.toMatch(problem);
  });

  it('print what the page shows', () => {
    for (const [at, { shown }] of blocks.entries()) {
      const output = pasted[at]?.map((each) => each.output).join('\n');
      for (const promise of promisesIn(shown)) expect(output).toMatch(promise);
    }
  });

  const ends = blocks.some(({ commands: all }) =>
    all.some(({ expectation }) => expectation.includes('"payment_failed"')),
  )
    ? ['paid', 'payment_failed']
    : ['paid'];

  it('leave every order paid and charged once, or failed as shown and uncharged', async () => {
    const all = pasted
      .flat()
      .map(({ output }) => output)
      .join('\n');
    const orderIds = [...new Set(all.match(/(?<="orderId":")ord_\w+(?=")/g))];
    expect(orderIds).not.toEqual([]);
    const shopper = new Shopper(stack);
    for (const orderId of orderIds) {
      const status = await eventually(async () => {
        const { body } = await shopper.get(`/orders/${orderId}`);
        expect(ends).toContain(body['status']);
        return body['status'];
      });
      expect(await shopper.charges(orderId)).toHaveLength(status === 'paid' ? 1 : 0);
    }
  });
});
