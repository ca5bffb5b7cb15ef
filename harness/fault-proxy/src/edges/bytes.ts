/** The first bytes of a message, as chunks. */
export function firstBytes(chunks: readonly Buffer[], count: number): Buffer[] {
  const first: Buffer[] = [];
  for (let left = count, index = 0; left > 0 && index < chunks.length; index += 1) {
    const part = (chunks[index] as Buffer).subarray(0, left);
    first.push(part);
    left -= part.length;
  }
  return first;
}

/** Splits chunks into slices of at most this many bytes. */
export function sliced(chunks: readonly Buffer[], bytes: number): Buffer[] {
  return chunks.flatMap((chunk) =>
    Array.from({ length: Math.ceil(chunk.length / bytes) }, (_, index) =>
      chunk.subarray(index * bytes, (index + 1) * bytes),
    ),
  );
}
