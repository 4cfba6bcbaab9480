import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DECODERS, type DecoderName } from './decoders';

// Decodes one file in a separate process and prints the increase of its peak resident memory in bytes. A small
// file goes first, so that code and stacks are allocated.
const [name, path, warmUpPath] = process.argv.slice(2) as [DecoderName, string, string];
const decode = DECODERS[name];
const bytes = new Uint8Array(readFileSync(path));
decode(new Uint8Array(readFileSync(warmUpPath)));
setFlagsFromString('--expose_gc');
runInNewContext('gc')();

// Linux keeps the peak as VmHWM and resets it on request, which excludes the start-up.
writeFileSync('/proc/self/clear_refs', '5');
const before = peakBytes();
decode(bytes);
console.log(peakBytes() - before);

function peakBytes(): number {
  return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]);
}
