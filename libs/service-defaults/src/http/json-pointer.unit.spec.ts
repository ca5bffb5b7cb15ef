import { describe, expect, it } from '@jest/globals';
import { jsonPointer } from './json-pointer.ts';

describe('jsonPointer', () => {
  it.each([
    [[], ''],
    [['lines', 0, 'quantity'], '/lines/0/quantity'],
    [['a/b', 'c~d', '~1'], '/a~1b/c~0d/~01'],
    [[''], '/'],
  ])('writes %j as %p', (path, pointer) => expect(jsonPointer(path)).toBe(pointer));
});
