import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { areValid, readConfig, serviceSettings } from './config.ts';
import { refusalOf as refusalIn } from './config.fixture.ts';

const schema = z
  .object({ ...serviceSettings, TOKEN: z.string(), LOWEST: z.coerce.number(), HIGHEST: z.coerce.number() })
  .refine((c) => c.LOWEST < c.HIGHEST, {
    path: ['LOWEST'],
    error: 'must be less than HIGHEST',
    when: areValid('LOWEST', 'HIGHEST'),
  });

const refusalOf = (environment: Readonly<Record<string, string | undefined>>): string =>
  refusalIn(schema, environment);

describe('a setting in a file', () => {
  let folder: string;
  const file = (content: string, name = 'secret'): string => {
    const written = path.join(folder, name);
    writeFileSync(written, content);
    return written;
  };
  const complete = { PORT: '3001', LOWEST: '1', HIGHEST: '2' };
  const read = (environment: Record<string, string>) =>
    readConfig('checkout', schema, { ...complete, ...environment });

  beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'holdfast-setting-files-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read from where NAME_FILE says', () => {
    expect(read({ TOKEN_FILE: file('t0ken') })).toMatchObject({ TOKEN: 't0ken' });
  });

  it.each([
    ['t0ken\n', 't0ken'],
    ['t0ken\r\n', 't0ken'],
    ['t0ken\n\n', 't0ken\n'],
    [' t0ken ', ' t0ken '],
  ])('is %j without one newline at its end', (content, TOKEN) => {
    expect(read({ TOKEN_FILE: file(content) })).toMatchObject({ TOKEN });
  });

  it('may be any of them, and is checked like one of the environment', () => {
    expect(
      read({
        TOKEN: 't',
        MAX_CONNECTIONS_PER_ADDRESS_FILE: file('7\n', 'most'),
        EXTRA_API_KEYS_FILE: file('a:b\n', 'keys'),
      }),
    ).toMatchObject({ MAX_CONNECTIONS_PER_ADDRESS: 7, EXTRA_API_KEYS: [{ caller: 'a', secret: 'b' }] });
    expect(refusalOf({ ...complete, TOKEN: 't', MAX_CONNECTIONS_PER_ADDRESS_FILE: file('m4ny\n') })).toMatch(
      /1 invalid setting\(s\)[^]*MAX_CONNECTIONS_PER_ADDRESS: (?!must be set)/,
    );
  });

  it('counts an empty NAME, and an empty NAME_FILE, as missing', () => {
    expect(read({ TOKEN: ' ', TOKEN_FILE: file('t0ken') })).toMatchObject({ TOKEN: 't0ken' });
    expect(read({ TOKEN: 't0ken', TOKEN_FILE: '' })).toMatchObject({ TOKEN: 't0ken' });
  });

  it('leaves variables of others alone', () => {
    expect(read({ TOKEN: 't0ken', SSL_CERT_FILE: '/nowhere', HOME_FILE: '/nowhere' })).toMatchObject({
      TOKEN: 't0ken',
    });
  });

  it('is refused when it is also in the environment', () => {
    const message = refusalOf({ ...complete, TOKEN: 's3cret', TOKEN_FILE: file('s3cret too') });
    expect(message).toContain('1 invalid setting(s):\n  TOKEN: is set twice, in TOKEN and in TOKEN_FILE');
    expect(message).not.toContain('s3cret');
  });

  it.each([
    ['is not there', () => path.join(folder, 's3cret'), 'ENOENT'],
    ['is a folder', () => folder, 'EISDIR'],
  ])('is refused when its file %s, without the path', (_, named, code) => {
    const message = refusalOf({ ...complete, TOKEN_FILE: named() });
    expect(message).toContain(
      `1 invalid setting(s):\n  TOKEN_FILE: names a file that cannot be read (${code})`,
    );
    expect(message).not.toContain(folder);
  });

  it('is refused when its file is empty, also where there is a default', () => {
    expect(refusalOf({ ...complete, TOKEN: 't', HOST_FILE: file('\n') })).toContain(
      '1 invalid setting(s):\n  HOST_FILE: names an empty file',
    );
  });

  it('is reported together with other problems, without its relations', () => {
    const message = refusalOf({
      LOWEST_FILE: '/nowhere',
      HIGHEST: '1',
      PORT: 'x',
      LOG_LEVEL_FILE: '/nowhere',
    });
    expect(message).toContain('4 invalid setting(s)');
    for (const name of ['PORT', 'TOKEN', 'LOWEST_FILE', 'LOG_LEVEL_FILE'])
      expect(message).toMatch(new RegExp(`^ {2}${name}: `, 'm'));
  });
});
