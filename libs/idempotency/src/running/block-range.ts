/** 1,024 blocks of 8 KiB, some 16,000 answers of a checkout. Measured: 14 ms when all of them are dropped, 6 ms when none is. */
const blocksPerBatch = 1_024;

/** The batches of a table of so many blocks, from the one numbered `first` on every `step`th: each from one tid up to another. */
export function* blockRanges(blocks: number, first = 0, step = 1): Generator<[from: string, to: string]> {
  for (let batch = first; batch * blocksPerBatch < blocks; batch += step)
    yield [`(${batch * blocksPerBatch},0)`, `(${(batch + 1) * blocksPerBatch},0)`];
}
