import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Exchange } from './exchange';
import { type InputGuide, PacedInput, SLICE_BYTES } from './paced-input';
import { Turns } from './turns';

class Connection implements InputGuide {
  /** Its most recent request. */
  last: Exchange | null = null;
  /** Requests that have not been answered. */
  unanswered = 0;
  isClosing = false;
  /** Whether the parser has given up. */
  isUnreadable = false;
  readonly input: PacedInput;

  constructor(
    socket: Socket,
    turns: Turns,
    readonly maxUnanswered: number,
  ) {
    this.input = new PacedInput(socket, turns, this);
  }

  allowance(): number | null {
    if (this.isUnreadable) return null;
    const { last } = this;
    if (last !== null && last.upload !== null && !last.client.complete) return last.upload.allowance;
    if (this.isClosing) return null;
    return this.unanswered < this.maxUnanswered ? SLICE_BYTES : 0;
  }
}

/** The connections of clients. */
export class Connections {
  /** How many there are. */
  count = 0;
  readonly #known = new WeakMap<Duplex, Connection>();
  readonly #turns = new Turns();

  /** @param maxUnanswered requests of a connection that wait for their answers; more are not read until then */
  constructor(readonly maxUnanswered: number) {}

  add(socket: Socket): void {
    this.count++;
    const connection = new Connection(socket, this.#turns, this.maxUnanswered);
    this.#known.set(socket, connection);
    socket.once('end', () => connection.last?.leaveQueue());
    socket.once('close', () => this.count--);
  }

  /** Notes the beginning of a request. */
  begin(socket: Socket, answer: ServerResponse): void {
    const connection = this.#known.get(socket)!;
    connection.unanswered++;
    answer.once('close', () => {
      connection.unanswered--;
      connection.input.update();
    });
  }

  /** Reads on, or no longer: as its requests now want. */
  update(socket: Duplex): void {
    this.#known.get(socket)!.input.update();
  }

  setLast(exchange: Exchange): void {
    this.#known.get(exchange.client.socket)!.last = exchange;
  }

  last(socket: Duplex): Exchange | null {
    return this.#known.get(socket)?.last ?? null;
  }

  /** Notes that it ends with the response that begins now: whatever the client sends on it later is not answered. */
  setClosing(socket: Duplex): void {
    this.#known.get(socket)!.isClosing = true;
  }

  isClosing(socket: Duplex): boolean {
    return this.#known.get(socket)!.isClosing;
  }

  /** Notes that what the client sends on it can no longer be parsed: it is read, but nothing else. */
  setUnreadable(socket: Duplex): void {
    this.#known.get(socket)!.isUnreadable = true;
  }
}
