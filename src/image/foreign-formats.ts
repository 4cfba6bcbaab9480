/** A format that people send instead of a PNG or a JPEG, recognised by how it begins. */
export interface ForeignFormat {
  /** Its name in a message: `Cannot read GIF`. */
  readonly name: string;
  /** The remedy; sentences without the final full stop. */
  readonly advice: string;
  /** Recognised by its first bytes, each as a character of that code, at an offset. */
  readonly signature?: readonly [pattern: string, at: number];
  /** Recognised by its text, without leading whitespace and byte order mark. */
  readonly text?: RegExp;
}

/** Number of bytes that are examined as text. */
export const TEXT_WINDOW = 1024;

export const ADVICE = 'Send a PNG or a JPEG';
const PHONE_ADVICE =
  'On an iPhone choose Settings > Camera > Formats > Most Compatible, or export it as JPEG';
const UNPACK_ADVICE = 'Unpack it and send the PNG or JPEG in it';
const BINARY_ADVICE = 'Send the bytes of the file, or the text in JSON as {"image": "…"}';

// Signatures as listed by the WHATWG MIME Sniffing standard §6.1, TIFF 6.0 §2, ISO/IEC 14496-12 §4.3 (`ftyp` brands), and
// by the descriptions of the formats themselves; the first that fits counts.
export const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  { name: 'GIF', signature: ['GIF8', 0], advice: ADVICE },
  { name: 'WebP', signature: ['WEBP', 8], advice: ADVICE },
  { name: 'BMP', signature: ['BM', 0], advice: ADVICE },
  { name: 'TIFF', signature: ['II*\0', 0], advice: ADVICE },
  { name: 'TIFF', signature: ['MM\0*', 0], advice: ADVICE },
  { name: 'AVIF', signature: ['ftypavif', 4], advice: ADVICE },
  { name: 'AVIF', signature: ['ftypavis', 4], advice: ADVICE },
  { name: 'HEIC', signature: ['ftyphei', 4], advice: PHONE_ADVICE },
  { name: 'HEIC', signature: ['ftyphev', 4], advice: PHONE_ADVICE },
  { name: 'HEIC', signature: ['ftypmif1', 4], advice: PHONE_ADVICE },
  { name: 'HEIC', signature: ['ftypmsf1', 4], advice: PHONE_ADVICE },
  { name: 'a camera raw file (CR3)', signature: ['ftypcrx ', 4], advice: 'Export it as JPEG' },
  { name: 'a video', signature: ['ftyp', 4], advice: ADVICE },
  { name: 'JPEG 2000', signature: ['jP  ', 4], advice: ADVICE },
  { name: 'JPEG 2000', signature: ['\xff\x4f\xff\x51', 0], advice: ADVICE },
  { name: 'JPEG XL', signature: ['JXL ', 4], advice: ADVICE },
  { name: 'JPEG XL', signature: ['\xff\x0a', 0], advice: ADVICE },
  { name: 'PDF', text: /^%PDF-/, advice: 'Send the page as a PNG or a JPEG' },
  { name: 'an icon (ICO)', signature: ['\0\0\x01\0', 0], advice: ADVICE },
  { name: 'a Photoshop file (PSD)', signature: ['8BPS', 0], advice: ADVICE },
  { name: 'MNG', signature: ['\x8aMNG', 0], advice: ADVICE },
  { name: 'PNM (PGM, PPM)', text: /^P[1-6]\s/, advice: ADVICE },
  { name: 'a ZIP archive', signature: ['PK\x03\x04', 0], advice: UNPACK_ADVICE },
  { name: 'a RAR archive', signature: ['Rar!\x1a\x07', 0], advice: UNPACK_ADVICE },
  { name: 'a 7-Zip archive', signature: ["7z\xbc\xaf'\x1c", 0], advice: UNPACK_ADVICE },
  {
    name: 'gzip',
    signature: ['\x1f\x8b', 0],
    advice: `${UNPACK_ADVICE}, or say that the body is compressed: Content-Encoding: gzip`,
  },
  {
    name: 'a NumPy array (.npy)',
    signature: ['\x93NUMPY', 0],
    advice: 'Save it as a picture, for instance with PIL.Image.fromarray(array).save("digit.png")',
  },
  { name: 'an HDF5 file', signature: ['\x89HDF', 0], advice: 'Save one picture of it as PNG' },
  { name: 'a Python pickle', signature: ['\x80\x04\x95', 0], advice: ADVICE },
  { name: 'an MNIST file (IDX)', signature: ['\0\0\x08\x03', 0], advice: 'Save one picture of it as PNG' },
  // SVG is text: a prolog, comments, then the root element.
  { name: 'SVG', text: /^(<\?xml|<!--|<!doctype svg|<svg)[\s\S]*<svg[\s>]|^<svg[\s>]/i, advice: ADVICE },
  {
    name: 'HTML',
    text: /^(<!doctype html|<(html|head|body|title|script|div)\b|(<\?xml|<!--)[\s\S]*<html\b)/i,
    advice: 'It is a web page, perhaps what an address answered instead of the picture',
  },
  {
    name: 'a Git LFS pointer',
    text: /^version https:\/\/git-lfs\.github\.com\//,
    advice: 'Run git lfs pull, then send the file that it brings',
  },
  {
    name: 'a form',
    text: /^--[^\r\n]+\r?\ncontent-(disposition|type):/i,
    advice: 'Send it with its Content-Type, multipart/form-data; most clients set it unless you do',
  },
  { name: 'a data: URL as text', text: /^["']?data:/i, advice: BINARY_ADVICE },
  {
    name: 'JSON',
    text: /^(\{\s*["}]|\[\s*[\]"[{\d-])/,
    advice: 'Send it with Content-Type: application/json, as {"image": "<base64>"}',
  },
  // Base64 of the signatures of PNG, JPEG, GIF and RIFF (WebP).
  { name: 'base64 as text', text: /^["']?(iVBORw0KGgo|\/9j\/|R0lGOD|UklGR)/, advice: BINARY_ADVICE },
  { name: 'hexadecimal text', text: /^["']?(0x)?(89504e47|ffd8ff)/i, advice: 'Send the bytes themselves' },
  {
    name: 'bytes as Python prints them',
    text: /^b["']/,
    advice: 'Send the bytes themselves, or decode() them where they are base64',
  },
  {
    name: 'the name of a JavaScript object',
    text: /^\[object \w+\]/,
    advice: 'Send its bytes, not the object where text is wanted',
  },
  { name: 'an address', text: /^(https?|file):\/\//i, advice: 'Send the picture that is there' },
];
