import { createHash } from 'node:crypto';
import { Public, TakesOtherTokens } from '@holdfast/service-defaults';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type PageKind, securityHeaders } from './security-headers.ts';

/** The page and the settings that its headers depend on. */
export abstract class Page {
  abstract readonly html: string;
  abstract readonly hasLab: boolean;
  abstract readonly stripeJsUrl: string;
}

/** Every route of the shop gets the same page; the browser decides what it shows. */
@Public()
@TakesOtherTokens()
@Controller()
export class PagesController {
  private readonly etag: string;

  constructor(@Inject(Page) private readonly page: Page) {
    this.etag = `"${createHash('sha256').update(page.html).digest('base64url')}"`;
  }

  @Get(['/', 'cart'])
  shop(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.send(request, reply, 'shop');
  }

  @Get(['checkout', 'checkout/waiting'])
  checkout(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.send(request, reply, 'paying');
  }

  /** Nothing about an order may be stored or indexed. */
  @Get('orders/:orderId')
  order(@Res() reply: FastifyReply): void {
    void reply.headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
    this.write(reply, 'paying');
  }

  @Get('lab')
  lab(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (this.page.hasLab) this.send(request, reply, 'shop');
    else this.notFound(reply);
  }

  @Get('*')
  notFound(@Res() reply: FastifyReply): void {
    void reply.code(404).header('cache-control', 'no-cache');
    this.write(reply, 'shop');
  }

  private send(request: FastifyRequest, reply: FastifyReply, kind: PageKind): void {
    void reply.headers({ 'cache-control': 'no-cache', etag: this.etag });
    if (isListed(this.etag, request.headers['if-none-match'])) void reply.code(304);
    this.write(reply, kind);
  }

  private write(reply: FastifyReply, kind: PageKind): void {
    void reply.headers(securityHeaders(kind, this.page.stripeJsUrl));
    if (reply.statusCode === 304) void reply.send();
    else void reply.type('text/html; charset=utf-8').send(this.page.html);
  }
}

/** A weak tag matches too: proxies that compress make it weak. */
function isListed(etag: string, ifNoneMatch: string | undefined): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags?.includes(etag) === true || ifNoneMatch?.trim() === '*';
}
