import type { Socket } from 'node:net';
import { freeBuffer } from './free-buffer';
import type { Turn, Turns } from './turns';

/**
 * Bytes of heads that Node parses at once: one request, as most are, or 56 of the shortest. It calls back for each request and for
 * each chunk of a body, and keeps some 2 kB for a request.
 */
export const SLICE_BYTES = 1_024;

/** Knows what a connection is doing. */
export interface InputGuide {
  /** How many of the next bytes may be parsed at once: 0 if none for now, null if they are nobody's. */
  allowance(): number | null;
}

const EMPTY = Buffer.alloc(0);

/**
 * The bytes of a connection, on their way to Node's HTTP parser. Node reads up to 64 KiB and parses them to the end: thousands of
 * requests, or ten thousand chunks. Here they are parsed in slices, in turns with other connections, and not at all while too many
 * requests wait for their answers. As long as bytes wait, no more are read.
 */
export class PacedInput implements Turn {
  /** What was read last, and what of it is still to be parsed. */
  #read: Buffer = EMPTY;
  #rest: Buffer = EMPTY;
  /** Whether Node's HTTP server, which pauses the socket, too, wants to read. */
  #isWanted = true;
  #isParsing = false;
  readonly #parse: (bytes: Buffer) => void;
  readonly #pause: () => Socket;
  readonly #resume: () => Socket;

  /** @param socket that an HTTP server has just begun to listen to */
  constructor(
    readonly socket: Socket,
    readonly turns: Turns,
    readonly guide: InputGuide,
  ) {
    const [parse] = socket.listeners('data') as ((bytes: Buffer) => void)[];
    this.#parse = parse!;
    this.#pause = socket.pause.bind(socket);
    this.#resume = socket.resume.bind(socket);
    socket.off('data', this.#parse);
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.pause = () => {
      this.#isWanted = false;
      return this.#pause();
    };
    socket.resume = () => {
      this.#isWanted = true;
      this.update();
      return socket;
    };
  }

  /** Pauses, or goes on; to be called when the guide may have changed its mind. */
  update(): void {
    if (this.#isParsing || this.socket.destroyed) return;
    const isAllowed = this.#isWanted && this.guide.allowance() !== 0;
    if (!isAllowed || this.#rest.length > 0) this.#pause();
    else if (this.socket.isPaused()) this.#resume();
    if (isAllowed && this.#rest.length > 0) this.turns.enter(this);
  }

  take(): void {
    this.#isParsing = true;
    this.#parseSlices();
    if (this.#rest.length === 0) this.#free();
    this.#isParsing = false;
    this.update();
  }

  #receive(bytes: Buffer): void {
    const isFirst = this.#rest.length === 0;
    // After a pause, a last read may arrive.
    this.#read = isFirst ? bytes : Buffer.concat([this.#rest, bytes]);
    this.#rest = this.#read;
    if (isFirst && (bytes.length <= SLICE_BYTES || this.turns.isIdle)) this.take();
    else this.update();
  }

  #parseSlices(): void {
    let allowed = this.guide.allowance();
    do {
      if (allowed === null) this.#rest = EMPTY;
      if (!allowed || !this.#isWanted) return;
      const slice = this.#rest.subarray(0, allowed);
      this.#rest = this.#rest.subarray(allowed);
      this.#parse(slice);
      allowed = this.guide.allowance();
      // A body needs no turns: it is parsed with one call back.
    } while (this.#rest.length > 0 && (allowed === null || allowed > SLICE_BYTES));
  }

  /** Node has copied what it needs. */
  #free(): void {
    freeBuffer(this.#read);
    this.#read = EMPTY;
    this.#rest = EMPTY;
  }
}
