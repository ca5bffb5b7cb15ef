import { serveHoldfast } from './serve-holdfast.ts';

serveHoldfast({});
