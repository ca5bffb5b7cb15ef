import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { isIP } from 'node:net';
import { listPage, mailPage, pageHeaders, sandboxHeaders } from './inbox.page.ts';
import { type MailFolder, type StoredMail } from './mail-folder.ts';

interface OfMail {
  Params: { id: string };
}

interface OfPage {
  Querystring: { sort?: string; skip?: string; limit?: string };
}

/** The inbox's page, and the part of MailDev's API that Holdfast uses. */
export function inboxServer(mails: MailFolder): FastifyInstance {
  const app = fastify({ forceCloseConnections: true });
  app.addHook('onRequest', (request, _reply, done) => {
    requireOwn(request);
    done();
  });
  app.get('/api/healthz', () => true);
  app.get('/api/email/summary', () => ({ storeTotal: mails.ids.length, newest: mails.ids.at(-1) ?? null }));
  app.get<OfPage>('/api/email', ({ query: { sort, skip = '0', limit = '1000000' } }) => {
    const [from, most] = [wholeNumber(skip), wholeNumber(limit)];
    const ids = sort === 'desc' ? mails.ids.toReversed() : mails.ids;
    return readAll(mails, ids.slice(from, from + most));
  });
  app.delete<OfMail>('/api/email/:id', ({ params: { id } }) => remove(mails, id));
  app.get('/', async (_, reply) => {
    const shown = await readAll(mails, mails.ids.slice(-100).reverse());
    return reply.headers(pageHeaders).send(listPage(shown, mails.ids));
  });
  app.get<OfMail>('/email/:id', async ({ params: { id } }, reply) =>
    reply.headers(pageHeaders).send(mailPage(await existing(mails, id))),
  );
  app.get<OfMail>('/email/:id/html', async ({ params: { id } }, reply) =>
    reply.headers(sandboxHeaders).send((await existing(mails, id)).html),
  );
  app.get<OfMail>('/email/:id/source', async ({ params: { id } }, reply) => {
    await existing(mails, id);
    return reply.type('text/plain; charset=utf-8').send(mails.source(id));
  });
  app.post<OfMail>('/email/:id/delete', ({ params: { id } }, reply) => {
    remove(mails, id);
    return reply.redirect('/', 303);
  });
  return app;
}

async function readAll(mails: MailFolder, ids: readonly string[]): Promise<StoredMail[]> {
  const read = await Promise.all(ids.map((id) => mails.read(id)));
  return read.filter((mail) => mail !== undefined);
}

async function existing(mails: MailFolder, id: string): Promise<StoredMail> {
  return (await mails.read(id)) ?? refuse(404, `No email has the ID ${id}.`);
}

/** To delete an email twice is not an error. */
function remove(mails: MailFolder, id: string): true {
  for (const each of id === 'all' ? [...mails.ids] : [id]) mails.delete(each);
  return true;
}

function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(400, `${text} is not a whole number.`);
}

/** Otherwise a foreign page could read receipts, also by a name of its own for 127.0.0.1. */
function requireOwn({ headers: { origin, host = '', 'sec-fetch-site': site } }: FastifyRequest): void {
  const name = URL.parse(`http://${host}`)?.hostname ?? '';
  const isOwnName = name === 'localhost' || name.startsWith('[') || isIP(name) !== 0;
  const isOwnPage = origin === undefined || URL.parse(origin)?.host === host;
  if (isOwnName && isOwnPage && site !== 'cross-site') return;
  refuse(403, 'Only pages of this inbox and programs may send requests.');
}

function refuse(statusCode: number, message: string): never {
  throw Object.assign(new Error(message), { statusCode });
}
