/** One picture of an animation, as a complete WebP file, and how long it stays. */
export interface Frame {
  readonly webp: Buffer;
  readonly ms: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The flag of the extended header that says: animation. */
const isAnimated = 0x02;
/** A frame replaces the one before it, without blending. */
const replaces = 0x02;

/**
 * Joins still WebP pictures of one size into an animated WebP that repeats forever. Equal frames in a row
 * become one that stays longer. @throws Error without frames, or for a file that is not a still lossy WebP
 */
export function animatedWebp(frames: readonly Frame[], size: Size): Buffer {
  if (frames.length === 0) throw new Error('An animation needs at least one frame.');
  return chunk(
    'RIFF',
    Buffer.concat([
      Buffer.from('WEBP'),
      chunk('VP8X', Buffer.concat([Buffer.from([isAnimated, 0, 0, 0]), sizeField(size)])),
      chunk('ANIM', Buffer.alloc(6)),
      ...merged(frames).map(({ webp, ms }) => chunk('ANMF', frame(pictureIn(webp), ms, size))),
    ]),
  );
}

function merged(frames: readonly Frame[]): Frame[] {
  const kept: Frame[] = [];
  for (const each of frames) {
    const last = kept.at(-1);
    if (last?.webp.equals(each.webp) === true) kept[kept.length - 1] = { ...last, ms: last.ms + each.ms };
    else kept.push(each);
  }
  return kept;
}

const frame = (picture: Buffer, ms: number, size: Size): Buffer =>
  Buffer.concat([
    threeBytes(0),
    threeBytes(0),
    sizeField(size),
    threeBytes(ms),
    Buffer.from([replaces]),
    picture,
  ]);

/** The chunk with the picture, without the file's own header. */
function pictureIn(webp: Buffer): Buffer {
  const isFile = webp.toString('latin1', 0, 4) === 'RIFF' && webp.toString('latin1', 8, 12) === 'WEBP';
  let at = 12;
  while (isFile && at + 8 <= webp.length) {
    const length = webp.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (webp.toString('latin1', at, at + 4) === 'VP8 ') return webp.subarray(at, end);
    at = end;
  }
  throw new Error('A frame is not a still lossy WebP picture.');
}

function chunk(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

const sizeField = ({ width, height }: Size): Buffer =>
  Buffer.concat([threeBytes(width - 1), threeBytes(height - 1)]);

function threeBytes(value: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE(value, 0, 3);
  return bytes;
}
