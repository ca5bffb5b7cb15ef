/** Says what is done, and how long it took. */
export async function step<T>(line: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  process.stdout.write(`  ${line} … `);
  try {
    const result = await work();
    console.log(`${seconds(performance.now() - begun)} s`);
    return result;
  } catch (error) {
    console.log('failed');
    throw error;
  }
}

export const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
