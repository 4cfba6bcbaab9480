import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Of a DNS message (RFC 1035, 4.1.1), in bytes. */
const HEADER_LENGTH = 12;

/** The name server of a cluster, which knows one service: its name has the addresses of the endpoints, at any time. */
export class NameServer {
  private readonly socket = createSocket('udp4');

  /** @param endpoints IPv4 addresses */
  constructor(private readonly endpoints: () => readonly string[]) {
    this.socket.on('message', (question, { port, address }) => {
      this.socket.send(toAnswer(question, this.endpoints()), port, address);
    });
  }

  /** @returns its port on loopback */
  async start(): Promise<number> {
    this.socket.bind(0, '127.0.0.1');
    await once(this.socket, 'listening');
    return (this.socket.address() as AddressInfo).port;
  }

  stop(): void {
    this.socket.close();
  }
}

/** Answers a question, whatever it asks, with addresses that nobody may keep. */
function toAnswer(question: Buffer, addresses: readonly string[]): Buffer {
  const header = Buffer.from(question.subarray(0, HEADER_LENGTH));
  // A response, recursion available, no error; one question, the answers, nothing else.
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const nameEnd = question.indexOf(0, HEADER_LENGTH) + 1;
  const records = addresses.map((address) => {
    // The name of the question; type A, class IN; kept for 0 s; 4 bytes.
    const start = [0xc0, HEADER_LENGTH, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4];
    return Buffer.from([...start, ...address.split('.').map(Number)]);
  });
  return Buffer.concat([header, question.subarray(HEADER_LENGTH, nameEnd + 4), ...records]);
}
