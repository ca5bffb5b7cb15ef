/**
 * Preloaded with `--import`: this process's clock is off by CLOCK_OFFSET_MS. Timers and `performance` run as
 * ever.
 */
const offsetMs = Number(process.env.CLOCK_OFFSET_MS ?? 0);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [RealDate.now() + offsetMs] : args));
  }
  static now() {
    return RealDate.now() + offsetMs;
  }
};
