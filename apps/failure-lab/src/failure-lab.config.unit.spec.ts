import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError, readConfig } from './failure-lab.config.ts';

const app = path.join(import.meta.dirname, '..');
const example = parseEnv(readFileSync(path.join(app, '.env.example'), 'utf8'));

describe('.env.example', () => {
  it('names a file that the lab starts with', () => {
    const file = path.join(app, '../..', example['LAB_CONFIG'] ?? '');
    const { controlPort, host, edges } = readConfig({ LAB_CONFIG: file });
    expect({ controlPort, host }).toEqual({ controlPort: 3020, host: '127.0.0.1' });
    expect(edges.map(({ edge }) => edge)).toEqual(['checkout->payments', 'checkout->postgres']);
  });
});

describe('readConfig', () => {
  it('says what it cannot read', () => {
    expect(() => readConfig({})).toThrow(/LAB_CONFIG must name a JSON file/);
    expect(() => readConfig({ LAB_CONFIG: '/nowhere.json' })).toThrow(ConfigError);
    expect(() => readConfig({ LAB_CONFIG: import.meta.filename })).toThrow(/cannot be read/);
  });
});
