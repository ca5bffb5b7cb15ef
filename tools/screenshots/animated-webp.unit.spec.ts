import { describe, expect, it } from '@jest/globals';
import { animatedWebp } from './animated-webp.ts';

const size = { width: 1280, height: 800 };

/** A WebP file around this picture data, with a chunk before it that an animation leaves out. */
function aWebp(data: string): Buffer {
  const chunk = (name: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(name);
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
  };
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    chunk('ICCP', Buffer.from('odd')),
    chunk('VP8 ', Buffer.from(data)),
  ]);
  return chunk('RIFF', body);
}

interface Chunk {
  readonly name: string;
  readonly content: Buffer;
}

function chunksIn(bytes: Buffer): Chunk[] {
  const found: Chunk[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at + 4);
    found.push({
      name: bytes.toString('latin1', at, at + 4),
      content: bytes.subarray(at + 8, at + 8 + length),
    });
    at += 8 + length + (length % 2);
  }
  return found;
}

describe('animatedWebp', () => {
  const frames = [
    { webp: aWebp('first'), ms: 400 },
    { webp: aWebp('first'), ms: 300 },
    { webp: aWebp('second!!'), ms: 100 },
  ];

  it('joins pictures, and lets equal ones in a row stay longer', () => {
    const file = animatedWebp(frames, size);
    const [riff, ...rest] = chunksIn(file);
    expect([riff?.name, rest, file.toString('latin1', 8, 12)]).toEqual(['RIFF', [], 'WEBP']);
    const [header, animation, ...pictures] = chunksIn(file.subarray(12));
    expect([header?.name, header?.content[0], animation?.name]).toEqual(['VP8X', 2, 'ANIM']);
    expect([header?.content.readUIntLE(4, 3), header?.content.readUIntLE(7, 3)]).toEqual([1279, 799]);
    expect(
      pictures.map(({ name, content }) => [
        name,
        content.readUIntLE(12, 3),
        chunksIn(content.subarray(16)).map((each) => [each.name, each.content.toString()]),
      ]),
    ).toEqual([
      ['ANMF', 700, [['VP8 ', 'first']]],
      ['ANMF', 100, [['VP8 ', 'second!!']]],
    ]);
  });

  it('refuses no frames, and a file of another kind', () => {
    expect(() => animatedWebp([], size)).toThrow('at least one frame');
    expect(() => animatedWebp([{ webp: Buffer.from('a PNG, say'), ms: 1 }], size)).toThrow(
      'not a still lossy',
    );
  });
});
