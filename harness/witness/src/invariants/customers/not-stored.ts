import { type CustomerResponse } from '../../customers/shopper.ts';
import { type Evidence } from '../evidence.ts';
import { credentialOf, responsesIn, summaryOf } from '../responses.ts';

/** A token, an address, or an ID by which an order, a payment or a refund can be asked for. */
const personal = /"accessToken"|"email"|\b(?:ord|pay|re)_\w+/;

/** A problem repeats the path of its request, which says nothing new. */
const withoutPath = ({ text, path }: CustomerResponse): string =>
  text.replaceAll(`"${path.split('?')[0] ?? path}"`, '""');

/** Its body is about one customer, or was shown only because the request could prove who sent it. */
const isPersonal = (response: CustomerResponse): boolean =>
  personal.test(withoutPath(response)) ||
  (credentialOf(response) !== '' && response.status >= 200 && response.status < 300);

/** Anything weaker lets a browser or a cache on the way keep a copy that others may read. */
const forbidsStorage = ({ headers }: CustomerResponse): boolean =>
  (headers['cache-control'] ?? '')
    .split(',')
    .map((directive) => directive.trim().toLowerCase())
    .includes('no-store');

/** Responses with a customer's data that caches may store. */
export const storable = (evidence: Evidence): string[] =>
  responsesIn(evidence)
    .filter((response) => isPersonal(response) && !forbidsStorage(response))
    .map(
      (response) =>
        `${summaryOf(response)} may be stored: its Cache-Control is "${response.headers['cache-control'] ?? ''}"`,
    );
