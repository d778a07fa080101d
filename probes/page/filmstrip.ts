import type { CDPSession } from 'playwright-core';

/** What was seen at a moment. */
export interface Frame {
  /** Epoch milliseconds. */
  readonly at: number;
  /** JPEG. */
  readonly image: Buffer;
}

/** As small as tells one state of a page from another: pictures are drawn on the machine that draws the page. CSS pixels. */
const SIDE = 320;

const QUALITY = 60;

/** A page that is never still is seen until here. */
const MAX_FRAMES = 200;

/** Films a page: one frame whenever it looks different. */
export class Filmstrip {
  readonly frames: Frame[] = [];
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on('Page.screencastFrame', ({ data, metadata: { timestamp }, sessionId }) => {
      void session.send('Page.screencastFrameAck', { sessionId }).catch(() => {}); // the page may be gone
      if (timestamp === undefined || this.frames.length >= MAX_FRAMES) return;
      this.frames.push({ at: timestamp * SECOND_MS, image: Buffer.from(data, 'base64') });
    });
  }

  static async start(session: CDPSession): Promise<Filmstrip> {
    const filmstrip = new Filmstrip(session);
    const size = { maxWidth: SIDE, maxHeight: SIDE };
    await session.send('Page.startScreencast', { format: 'jpeg', quality: QUALITY, ...size });
    return filmstrip;
  }

  async stop(): Promise<void> {
    await this.#session.send('Page.stopScreencast');
  }
}

const SECOND_MS = 1_000;
