/** MEMORY_PROBE_FOLDER: where a process writes its memory. */
export const probeFolder = (): string => process.env['MEMORY_PROBE_FOLDER'] ?? '.';
