import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Evidence } from '../evidence.ts';
import { orderOfMail } from '../mails.ts';
import { tokenShape } from '../responses.ts';

/** By order. */
export type Tokens = ReadonlyMap<string, ReadonlySet<string>>;

/** Links of emails that do not lead to the page of their order, with the token that opens it. */
export function wrongLinks({ ledgers, shopUrl }: Evidence, tokens: Tokens): string[] {
  const links = ledgers.mails.flatMap((mail) => linksOf(mail, ledgers));
  return [
    ...links.flatMap(({ by, orderId, link, token }) => {
      const { pathname } = new URL(link);
      if (shopUrl !== undefined && !link.startsWith(`${shopUrl}/`)) return [`${by} links to ${link}`];
      if (!pathname.endsWith(`/orders/${orderId}`)) return [`${by} about ${orderId} links to ${pathname}`];
      const isOpen = tokens.get(orderId)?.has(token) ?? tokenShape.test(token);
      return isOpen ? [] : [`${by} links to ${orderId} with a token that does not open it`];
    }),
    ...sharedTokens(links, tokens),
    ...ledgers.mails.flatMap(madeUpLinks),
    ...(shopUrl === undefined ? [] : ledgers.mails.flatMap(withoutLink)),
  ];
}

interface Link {
  readonly by: string;
  readonly orderId: string;
  readonly link: string;
  readonly token: string;
}

type Mail = Ledgers['mails'][number];

const linksOf = (mail: Mail, ledgers: Ledgers): Link[] =>
  (mail.links ?? []).map((link) => ({
    by: `email ${mail.messageId}`,
    orderId: orderOfMail(mail, ledgers) ?? 'no order',
    link,
    token: new URL(link).hash.slice(1),
  }));

/** If the response to a checkout was lost, its token is unknown, but it belongs to no other order. */
function sharedTokens(links: readonly Link[], tokens: Tokens): string[] {
  const owners = new Map([...tokens].flatMap(([orderId, own]) => [...own].map((token) => [token, orderId])));
  const known = new Map<string, string>();
  return links.flatMap(({ by, orderId, token }) => {
    const owner = owners.get(token) ?? orderId;
    const first = known.get(orderId) ?? token;
    owners.set(token, owner);
    known.set(orderId, first);
    if (owner !== orderId) return [`${by} links to ${orderId} with the token of ${owner}`];
    return first === token ? [] : [`emails link to ${orderId} with different tokens`];
  });
}

/** Mail programs make a link of anything that looks like a host. Customers may write names like that. */
function madeUpLinks({ messageId, text, links = [] }: Mail): string[] {
  const rest = links.reduce((left, link) => left.replaceAll(link, ' '), text);
  const found = rest.match(/[\p{L}\p{N}-]+\.\p{L}{2,}/gu) ?? [];
  return found.map((host) => `email ${messageId} names ${host}, which mail programs make a link`);
}

/** One in the text, and one in the HTML. */
const fewestLinks = 2;

const withoutLink = ({ messageId, links }: Mail): string[] =>
  links === undefined || links.length >= fewestLinks ? [] : [`email ${messageId} lacks a link to its order`];
