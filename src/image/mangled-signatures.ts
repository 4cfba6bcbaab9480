/** Signatures of pictures that were processed as text in transit. */
interface Mangling {
  readonly code: 'corrupt_png' | 'corrupt_jpeg';
  /** How such a file begins, each byte as the character of that code. */
  readonly start: string;
  readonly cause: string;
}

const REPLACED = 'was decoded as UTF-8 text, which replaced bytes for good';
const ENCODED = 'was encoded as UTF-8 once more, as if its bytes were characters';
const LINES = 'had its line breaks changed, as transfers and editors of text do';

// The signature of PNG holds a byte above 127, CR LF, and LF to catch these (PNG specification §5.2).
export const MANGLINGS: readonly Mangling[] = [
  { code: 'corrupt_png', start: '\xef\xbf\xbdPNG', cause: REPLACED },
  { code: 'corrupt_png', start: '?PNG', cause: REPLACED },
  { code: 'corrupt_png', start: '\xc2\x89PNG', cause: ENCODED },
  { code: 'corrupt_png', start: '\x89PNG\n\x1a', cause: LINES },
  { code: 'corrupt_png', start: '\x89PNG\r\r\n', cause: LINES },
  { code: 'corrupt_png', start: '\x89PNG\r\n\x1a\r\n', cause: LINES },
  { code: 'corrupt_png', start: '\x89PNG\x1a', cause: `${LINES} (curl -d; use --data-binary)` },
  { code: 'corrupt_jpeg', start: '\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd', cause: REPLACED },
  { code: 'corrupt_jpeg', start: '\xc3\xbf\xc3\x98\xc3\xbf', cause: ENCODED },
];
