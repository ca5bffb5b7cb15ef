import { describe, expect, it } from '@jest/globals';
import { opsCredential } from './ops-credential.ts';

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('opsCredential', () => {
  it.each([
    ['Bearer s3cret', 's3cret'],
    ['bearer   s3cret', 's3cret'],
    [basic('ops:s3cret'), 's3cret'],
    [basic('anyone:s3:cret'), 's3:cret'],
    [basic(':s3cret'), 's3cret'],
    [basic('s3cret'), undefined],
    ['Digest s3cret', undefined],
    ['s3cret', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j is %j', (header, key) => {
    expect(opsCredential(header)).toBe(key);
  });
});
