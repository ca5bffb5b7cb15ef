/** The limits of every run, listed in each report. */
export const notProved: readonly string[] = [
  'That nothing else can break: each run strikes messages between processes, and only random runs combine two faults.',
  'More than one machine: all processes share a clock, a disk and a kernel. Cut and silent connections stand in for network partitions.',
  "A power failure of the whole machine: scenarios lose what Postgres had not handed to the kernel; the provider's ledger is killed with SIGKILL, and disks keep every write.",
  'The real Stripe: the simulator implements the documented behavior, checked with the official SDK, and nothing else.',
  'Production timings: all but one scenario and a few random plans run with shorter timeouts, which keep their order.',
  'Faults inside a process: state changes only through I/O, so processes are struck at their messages, not between two instructions.',
];
