import { type CDPSession, type Page } from 'playwright-core';
import { animatedWebp, type Frame } from './animated-webp.ts';
import { type Film } from './scene.ts';

/** 200 ms: five pictures a second show each step of the lab, in a small file. */
const everyMs = 200;
/** 55 of 100: text stays sharp, and 3 MB hold half a minute. */
const quality = 55;

/** Films a page as an animated WebP. */
export class Recorder implements Film {
  private readonly session: CDPSession;
  private readonly frames: Frame[] = [];
  private isRolling = false;
  private rolling: Promise<void> = Promise.resolve();

  private constructor(session: CDPSession) {
    this.session = session;
  }

  static async of(page: Page): Promise<Recorder> {
    return new Recorder(await page.context().newCDPSession(page));
  }

  start(): void {
    this.isRolling = true;
    this.rolling = this.roll();
  }

  async stop(lastMs: number): Promise<void> {
    this.isRolling = false;
    await this.rolling;
    this.frames.push({ webp: await this.picture(), ms: lastMs });
  }

  /** The film so far. */
  file(size: { readonly width: number; readonly height: number }): Buffer {
    return animatedWebp(this.frames, size);
  }

  private async roll(): Promise<void> {
    while (this.isRolling) {
      const takenAt = performance.now();
      const webp = await this.picture();
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, everyMs - (performance.now() - takenAt))),
      );
      this.frames.push({ webp, ms: Math.round(performance.now() - takenAt) });
    }
  }

  /** A lossy picture: Playwright's own screenshots are PNG or JPEG. */
  private async picture(): Promise<Buffer> {
    const { data } = await this.session.send('Page.captureScreenshot', { format: 'webp', quality });
    return Buffer.from(data, 'base64');
  }
}
