import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Exchange } from './exchange';

interface Connection {
  /** Its most recent request. */
  last: Exchange | null;
  /** Requests that have not been answered. */
  unanswered: number;
  isClosing: boolean;
}

/** The connections of clients. */
export class Connections {
  /** How many there are. */
  count = 0;
  readonly #known = new WeakMap<Duplex, Connection>();

  add(socket: Socket): void {
    this.count++;
    const connection: Connection = { last: null, unanswered: 0, isClosing: false };
    this.#known.set(socket, connection);
    socket.once('end', () => connection.last?.leaveQueue());
    socket.once('close', () => this.count--);
  }

  /**
   * Notes the beginning of a request.
   * @returns how many requests the connection has that have not been answered, this one included
   */
  begin(socket: Socket, answer: ServerResponse): number {
    const connection = this.#known.get(socket)!;
    answer.once('close', () => connection.unanswered--);
    return ++connection.unanswered;
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
}
