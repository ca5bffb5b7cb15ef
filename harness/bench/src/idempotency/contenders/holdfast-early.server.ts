import { serveHoldfast } from './serve-holdfast.ts';

/** Exact repeats skip guards and validation. */
serveHoldfast({ replay: 'early' });
