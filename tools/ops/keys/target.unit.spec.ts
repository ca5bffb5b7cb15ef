import { describe, expect, it } from '@jest/globals';
import { targetIn } from './target.ts';

const id = '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05';

describe('targetIn', () => {
  it('reads an operation, or one attempt of it', () => {
    expect(targetIn(id.toUpperCase())).toEqual({ operationId: id, attempt: undefined });
    expect(targetIn(`${id}-charge-card-2`)).toEqual({
      operationId: id,
      attempt: { phase: 'charge-card', number: 2 },
    });
  });
});
