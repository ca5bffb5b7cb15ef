import { type BrowserContext, type Page, type Request } from 'playwright-core';

/** Chromium's message about a failed request, which faults cause. Responses are checked instead. */
const failedToLoad = /^Failed to load resource/;

export interface Sent {
  readonly method: string;
  /** The path below the origin, without the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Undefined until there is a response, and after a lost one. */
  status: number | undefined;
}

/** A record of the pages of one browser profile. */
export interface PageWatch {
  /** One line for each thing that must not happen, since the last call; an empty list passes the test. */
  takeProblems(): readonly string[];
  /** The requests of the pages, oldest first. */
  sent(method: string, path: RegExp): readonly Sent[];
  /** Allows a status of at least 400 for this path outside the API. */
  expectFailure(path: string): void;
}

/**
 * Watches all pages of a profile: policy violations, errors on the console, uncaught errors and rejections,
 * layout shifts without input, requests to other origins, missing files. It answers no request.
 */
export async function watchPages(context: BrowserContext, origins: readonly string[]): Promise<PageWatch> {
  const problems: string[] = [];
  const requests = new Map<Request, Sent>();
  const expected: string[] = [];
  const [shop = ''] = origins;
  const add = (page: Page | null, text: string): void =>
    void problems.push(`${new URL(page?.url() ?? 'about:blank').pathname}: ${text}`);

  await context.exposeBinding('reportToTest', ({ page }, text: string) => add(page, text));
  await context.addInitScript(reportFromPage, { shop, livePanel, mostText });
  context.on('weberror', (error) => add(error.page(), `uncaught: ${textOf(error.error())}`));
  context.on('console', (message) => {
    const isOurs = message.page()?.url().startsWith(shop) ?? true;
    if (message.type() === 'error' && isOurs && !failedToLoad.test(message.text()))
      add(message.page(), `console: ${message.text()}`);
  });
  context.on('request', (request) => {
    requests.set(request, asSent(request));
    if (!origins.includes(new URL(request.url()).origin)) add(null, `request to ${request.url()}`);
  });
  context.on('response', (response) => {
    const sent = requests.get(response.request());
    if (sent !== undefined) sent.status = response.status();
    const { pathname, origin } = new URL(response.url());
    const isFile = origin === shop && !pathname.startsWith('/api/');
    if (isFile && response.status() >= 400 && !expected.includes(pathname))
      add(null, `${response.status()} for ${pathname}`);
  });
  return {
    takeProblems: () => problems.splice(0),
    sent: (method, path) =>
      [...requests.values()].filter((sent) => sent.method === method && path.test(sent.path)),
    expectFailure: (path) => void expected.push(path),
  };
}

/** A rejected promise may hold anything, which Playwright reports as an Error without a stack. */
const textOf = ({ name, message, stack }: Error): string =>
  stack === undefined || stack === '' ? `${name}: ${message}` : stack;

function asSent(request: Request): Sent {
  return {
    method: request.method(),
    path: new URL(request.url()).pathname,
    headers: request.headers(),
    body: request.postData(),
    status: undefined,
  };
}

/** Set by `whileResizing`: the page's times between which it is resized on purpose. */
interface Resizing {
  resizing?: { from: number; until: number }[];
}

/** Resizes a page: layout shifts meanwhile are not problems. */
export async function whileResizing<T>(page: Page, work: () => Promise<T>): Promise<T> {
  await page.evaluate(() => {
    ((globalThis as Resizing).resizing ??= []).push({ from: performance.now(), until: Infinity });
  });
  const result = await work();
  await page.evaluate(async () => {
    // Pages that measure themselves need some frames to take their new form.
    for (let frame = 0; frame < 20; frame += 1)
      await new Promise((resolve) => requestAnimationFrame(resolve));
    const [last] = (globalThis as Resizing).resizing?.slice(-1) ?? [];
    if (last !== undefined) last.until = performance.now();
  });
  return result;
}

/** Parts of the lab whose lines come and go: its panels, unfinished operations, words at connections. */
const livePanel = '.lab-side, .break-it-panel, .keys, .badge, .line-words';

/** Enough to know an element again. */
const mostText = 40;

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources?: readonly ShiftedNode[];
}

interface ShiftedNode {
  readonly node: Node | null;
  readonly previousRect: DOMRectReadOnly;
  readonly currentRect: DOMRectReadOnly;
}

interface Watched {
  readonly shop: string;
  readonly livePanel: string;
  readonly mostText: number;
}

/** Runs in every page before its own scripts. */
function reportFromPage({ shop, livePanel, mostText }: Watched): void {
  if (location.origin !== shop) return;
  const report = (text: string): void =>
    void (globalThis as unknown as { reportToTest(text: string): Promise<void> }).reportToTest(text);
  document.addEventListener('securitypolicyviolation', (event) => {
    report(
      `policy: ${event.effectiveDirective} blocked ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`,
    );
  });
  const isResizing = (time: number): boolean =>
    ((globalThis as Resizing).resizing ?? []).some(({ from, until }) => time >= from && time <= until);
  const isInPanel = ({ node }: ShiftedNode): boolean =>
    (node instanceof Element ? node : node?.parentElement)?.closest(livePanel) != null;
  const isOfPanel = ({ sources = [] }: LayoutShift): boolean =>
    sources.length > 0 && sources.every(isInPanel);
  const nameOf = (node: Node | null): string => {
    if (!(node instanceof Element)) return node?.nodeName ?? 'gone';
    const name = [node.tagName.toLowerCase(), ...node.classList].join('.');
    return node.parentElement === null ? name : `${nameOf(node.parentElement)} > ${name}`;
  };
  const boxOf = ({ x, y, width, height }: DOMRectReadOnly): string => `${x},${y} ${width}x${height}`;
  const moveOf = ({ node, previousRect, currentRect }: ShiftedNode): string =>
    `${nameOf(node)} "${node?.textContent?.slice(0, mostText) ?? ''}" from ${boxOf(previousRect)} to ${boxOf(currentRect)}`;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as LayoutShift[])
      if (!entry.hadRecentInput && !isResizing(entry.startTime) && !isOfPanel(entry))
        report(
          `layout shift of ${entry.value.toFixed(4)} at ${Math.round(entry.startTime)} ms: ${(entry.sources ?? []).map(moveOf).join(', ')}`,
        );
  }).observe({ type: 'layout-shift', buffered: true });
}
