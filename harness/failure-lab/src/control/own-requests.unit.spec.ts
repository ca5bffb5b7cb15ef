import { describe, expect, it } from '@jest/globals';
import { OwnRequests } from './own-requests.ts';

const own = new OwnRequests(['payments-stand-in'], 'http://127.0.0.1:3000');
const isRefused = (headers: Record<string, string>): boolean => own.refusal(headers) !== undefined;

describe('OwnRequests', () => {
  it.each([
    {},
    { host: 'localhost:3020' },
    { host: 'LOCALHOST' },
    { host: '127.0.0.1:3020' },
    { host: '[::1]:3020' },
    { host: '10.1.2.3:3020' },
    { host: 'payments-stand-in:3010' },
    { host: 'localhost:3020', origin: 'http://localhost:3000' },
    { host: '127.0.0.1:3020', origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' },
    { host: 'localhost:3020', origin: 'http://LOCALHOST:3020', 'sec-fetch-site': 'same-origin' },
    { host: 'localhost', origin: 'http://[::1]:3000', 'sec-fetch-site': 'same-site' },
    { host: 'localhost', 'sec-fetch-site': 'none' },
  ])('takes %j', (headers: Record<string, string>) => expect(isRefused(headers)).toBe(false));

  it.each([
    { host: 'evil.example' },
    { host: 'localhost.evil.example:3020' },
    { host: '127.0.0.1.evil.example' },
    { host: 'localhost@evil.example' },
    { host: '' },
    { host: 'localhost', origin: 'https://evil.example' },
    { host: 'localhost', origin: 'http://localhost.evil.example' },
    { host: 'localhost', origin: 'http://198.51.100.7' },
    { host: 'localhost', origin: 'null' },
    { host: 'localhost:3020', origin: 'http://localhost:8080', 'sec-fetch-site': 'same-site' },
    { host: '127.0.0.1:3020', origin: 'http://localhost:3020' },
    { host: '10.1.2.3:3020', origin: 'http://10.1.2.3:3020' },
    { host: 'localhost', 'sec-fetch-site': 'cross-site' },
  ])('refuses %j', (headers: Record<string, string>) => expect(isRefused(headers)).toBe(true));
});
