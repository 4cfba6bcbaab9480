import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** A client that sends exactly the bytes it is told to. */
export class RawClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #isClosed = false;
  #onChange = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#onChange();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#isClosed = true;
      this.#onChange();
    });
  }

  static open(url: URL): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname, () => resolve(new RawClient(socket)));
      socket.once('error', reject);
    });
  }

  /** @returns when it has been sent as far as the other side takes it */
  send(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#socket.write(bytes, () => resolve()));
  }

  /** The next answer; those with `100 Continue` count, too. */
  async answer(): Promise<RawAnswer> {
    const end = await this.#find('\r\n\r\n');
    const [first, ...lines] = this.#take(end + 4)
      .trimEnd()
      .split('\r\n');
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
    );
    return { status: Number(first!.split(' ')[1]), headers, body: await this.#body(headers) };
  }

  /** Resolves when the other side has closed the connection. */
  async closed(): Promise<void> {
    while (!this.#isClosed) await this.#change();
  }

  close(): void {
    this.#socket.destroy();
  }

  async #body(headers: ReadonlyMap<string, string>): Promise<string> {
    const length = headers.get('content-length');
    if (length !== undefined) {
      while (this.#received.length < Number(length)) await this.#change();
      return this.#take(Number(length));
    }
    if (headers.get('transfer-encoding') === undefined) return '';
    let body = '';
    for (;;) {
      const size = Number.parseInt(this.#take((await this.#find('\r\n')) + 2), 16);
      while (this.#received.length < size + 2) await this.#change();
      body += this.#take(size + 2).slice(0, -2);
      if (size === 0) return body;
    }
  }

  async #find(text: string): Promise<number> {
    for (;;) {
      const at = this.#received.indexOf(text);
      if (at >= 0) return at;
      await this.#change();
    }
  }

  #take(length: number): string {
    const bytes = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return bytes.toString('latin1');
  }

  #change(): Promise<void> {
    if (this.#isClosed) throw new Error(`The connection is closed, received was: ${this.#received}`);
    return new Promise((resolve) => {
      this.#onChange = resolve;
    });
  }
}

/** Sends bytes on a connection of their own and returns the first answer. */
export async function ask(url: URL, bytes: string | Uint8Array): Promise<RawAnswer> {
  const client = await RawClient.open(url);
  try {
    await client.send(bytes);
    return await client.answer();
  } finally {
    client.close();
  }
}
