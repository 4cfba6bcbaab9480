// pako ships no types. This is the part of its zlib core that inflate-stream.ts uses; names are zlib's own.
declare module 'pako/lib/zlib/inflate.js' {
  export interface ZStream {
    input: Uint8Array | null;
    next_in: number;
    avail_in: number;
    output: Uint8Array | null;
    next_out: number;
    avail_out: number;
    msg: string;
  }
  export function inflateInit(stream: ZStream): number;
  export function inflate(stream: ZStream, flush: number): number;
}

declare module 'pako/lib/zlib/zstream.js' {
  const createZStream: new () => import('pako/lib/zlib/inflate.js').ZStream;
  export default createZStream;
}
