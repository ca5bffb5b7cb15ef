/** What no run of this suite shows, said in each report. */
export const notProved: readonly string[] = [
  'That nothing else can break: each run strikes what passed between the processes; two faults at once are only met by the random runs, if at all.',
  'More than one machine: all processes share a clock, a disk and a kernel. Networks that partition are played by cut and silent connections.',
  "A power cut: Postgres and the provider's ledger are killed with SIGKILL, and their disks stay as they were.",
  'The real Stripe: its simulator has the published behaviour, checked with the official SDK, and no other.',
  'Timings as shipped: all but one scenario run with shorter waits in the same order of size.',
  'Faults inside a process: state changes only through I/O, so each is struck at its messages, not between two instructions.',
];
