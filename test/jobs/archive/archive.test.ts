import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../src/errors';
import { type ArchiveCursor, openArchive, planArchive, readArchive } from '../../../src/jobs/archive/archive';
import type { ArchiveFile, PlannedBatch } from '../../../src/jobs/archive/entry';
import {
  concat,
  type Files,
  MemorySource,
  padded,
  tarHeader,
  toTar,
  toZip,
} from '../../support/jobs/archives';

const LIMITS = { pictures: 3, bytes: 10_000, entryBytes: 50_000 };

const FORMATS = {
  'a deflated zip file': (files: Files) => toZip(files),
  'a stored zip file': (files: Files) => toZip(files, 0),
  'a tar file': (files: Files) => toTar(files),
};

/** Plans all of an archive and reads all batches. */
async function readAll(bytes: Uint8Array<ArrayBuffer>, limits = LIMITS) {
  const source = new MemorySource(bytes);
  const batches: PlannedBatch[] = [];
  let cursor: ArchiveCursor | null = await openArchive(source);
  const { format } = cursor;
  while (cursor !== null) {
    const step: Awaited<ReturnType<typeof planArchive>> = await planArchive(source, cursor, limits);
    batches.push(...step.batches);
    cursor = step.next;
  }
  const files: ArchiveFile[][] = [];
  for (const { source: range } of batches) files.push(await readArchive(source, format, range, limits));
  return { batches, files, source };
}

function text(letters: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(letters);
}

function filesNamed(count: number, bytes = 100): Record<string, Uint8Array<ArrayBuffer>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`scans/${i}.png`, new Uint8Array(bytes).fill(i)]),
  );
}

describe.each(Object.entries(FORMATS))('planArchive() and readArchive() of %s', (_, pack) => {
  it('give each file once, in order, in batches of the planned size', async () => {
    const expected = filesNamed(8);
    const { batches, files } = await readAll(pack(expected));
    expect(batches.map(({ count }) => count)).toEqual([3, 3, 2]);
    expect(files.map(({ length }) => length)).toEqual([3, 3, 2]);
    expect(Object.fromEntries(files.flat().map(({ key, content }) => [key, content]))).toEqual(expected);
    expect(files.flat().map(({ key }) => key)).toEqual(Object.keys(expected));
  });

  it('end a batch before its files take more than the limit', async () => {
    const { batches } = await readAll(pack(filesNamed(4, 4_000)));
    expect(batches.map(({ count }) => count)).toEqual([2, 2]);
  });

  it('leave out folders and what Finder and Explorer add', async () => {
    const names = ['a.png', 'b/', '__MACOSX/._a.png', '._b.png', '.DS_Store', 'b/Thumbs.db', 'b/c.png'];
    const { files } = await readAll(pack(Object.fromEntries(names.map((name) => [name, text(name)]))));
    expect(files.flat().map(({ key }) => key)).toEqual(['a.png', 'b/c.png']);
  });

  it('refuse one file that is larger than the limit, without reading it, and give the others', async () => {
    const large = new Uint8Array(60_000).map((_, i) => (i * 7919) >> 3);
    const { files, source } = await readAll(
      pack({ 'a.png': text('a'), 'large.png': large, 'z.png': text('z') }),
      {
        ...LIMITS,
        pictures: 1,
      },
    );
    const [a, refused, z] = files.flat();
    expect([a!.content, z!.content]).toEqual([text('a'), text('z')]);
    expect(refused!.content).toMatchObject({
      code: 'body_too_large',
      message: expect.stringContaining('50000'),
    });
    expect(source.reads.length).toBeLessThan(40);
  });

  it('keep paths that are not ASCII', async () => {
    const { files } = await readAll(pack({ 'größe/ñ.png': text('a') }));
    expect(files.flat().map(({ key }) => key)).toEqual(['größe/ñ.png']);
  });

  it('read an archive of no files', async () => {
    expect((await readAll(pack({ 'folder/': new Uint8Array(0) }))).batches).toEqual([]);
  });
});

describe('openArchive()', () => {
  it.each([
    ['a gzipped file', [0x1f, 0x8b, 8, 0], 'compressed with gzip'],
    ['a 7-Zip file', [0x37, 0x7a, 0xbc, 0xaf], 'compressed with 7-Zip'],
    ['a picture', [0x89, 0x50, 0x4e, 0x47], 'neither a zip nor a tar file'],
  ])('refuses %s as unsupported_archive', async (_, bytes, fault) => {
    await expect(openArchive(new MemorySource(new Uint8Array(bytes)))).rejects.toMatchObject({
      code: 'unsupported_archive',
      message: expect.stringContaining(fault),
    });
  });

  it.each([
    ['a zip file of two bytes', new Uint8Array([0x50, 0x4b])],
    ['a zip file whose end is missing', toZip(filesNamed(3)).slice(0, -30)],
  ])('refuses %s as corrupt_archive', async (_, bytes) => {
    await expect(openArchive(new MemorySource(bytes))).rejects.toMatchObject({ code: 'corrupt_archive' });
  });
});

describe('planArchive()', () => {
  it('refuses a tar file that is cut off in the middle of a file', async () => {
    await expect(readAll(toTar(filesNamed(3, 2_000)).slice(0, 3_000))).rejects.toMatchObject({
      code: 'corrupt_archive',
      message: expect.stringContaining('too early'),
    });
  });

  it('refuses a zip file whose entries overlap', async () => {
    const zip = toZip({ 'a.png': new Uint8Array(5_000).map((_, i) => i * 31), 'b.png': text('b') }, 0);
    const directory = zip.findLastIndex(
      (_, i) => new DataView(zip.buffer).getUint32(Math.min(i, zip.length - 4)) === 0x504b0102,
    );
    // The second entry claims the bytes of the first one as well.
    new DataView(zip.buffer).setUint32(directory + 20, 5_000, true);
    await expect(readAll(zip)).rejects.toMatchObject({ message: expect.stringContaining('overlap') });
  });

  it('refuses a zip file whose directory is damaged', async () => {
    const zip = toZip(filesNamed(3));
    const directory = zip.findIndex(
      (_, i) => i < zip.length - 4 && new DataView(zip.buffer).getUint32(i) === 0x504b0102,
    );
    zip[directory] = 0;
    await expect(readAll(zip)).rejects.toMatchObject({ code: 'corrupt_archive' });
  });

  it('reads long paths of pax and GNU tar', async () => {
    const long = `${'folder/'.repeat(40)}a.png`;
    const record = `path=${long}\n`;
    const pax = text(`${record.length + 4} ${record}`);
    const gnu = text(`${long}\0`);
    const archive = concat([
      tarHeader('PaxHeaders/a', pax.length, 'x'),
      padded(pax),
      tarHeader('short', 1),
      padded(text('a')),
      tarHeader('././@LongLink', gnu.length, 'L'),
      padded(gnu),
      tarHeader('short', 1),
      padded(text('b')),
      tarHeader('folder', 0, '5'),
      tarHeader('last.png', 1),
      padded(text('c')),
    ]);
    const { files } = await readAll(archive);
    expect(files.flat()).toEqual([
      { key: long, content: text('a') },
      { key: long, content: text('b') },
      { key: 'last.png', content: text('c') },
    ]);
  });
});

describe('readArchive() of a zip file', () => {
  /** Changes the only entry, in the directory. */
  function withDirectory(change: (view: DataView, entry: number) => void): Uint8Array<ArrayBuffer> {
    const zip = toZip({ 'a.png': text('content that is long enough to be deflated, deflated, deflated') });
    const view = new DataView(zip.buffer);
    change(view, view.getUint32(zip.length - 6, true));
    return zip;
  }

  it.each([
    ['is encrypted', 'unsupported_archive', (view: DataView, at: number) => view.setUint16(at + 8, 1, true)],
    [
      'is compressed in another way',
      'unsupported_archive',
      (view: DataView, at: number) => view.setUint16(at + 10, 12, true),
    ],
    [
      'has a wrong checksum',
      'corrupt_archive',
      (view: DataView, at: number) => view.setUint32(at + 16, 1, true),
    ],
    [
      'unfolds into more than it says',
      'corrupt_archive',
      (view: DataView, at: number) => view.setUint32(at + 24, 5, true),
    ],
    ['lies elsewhere', 'corrupt_archive', (view: DataView, at: number) => view.setUint32(at + 42, 3, true)],
    [
      'lies outside',
      'corrupt_archive',
      (view: DataView, at: number) => view.setUint32(at + 42, 999_999, true),
    ],
  ])('gives an error for a file that %s', async (_, code, change) => {
    const { files } = await readAll(withDirectory(change));
    expect(files.flat()).toEqual([{ key: 'a.png', content: expect.any(ServiceError) }]);
    expect(files.flat()[0]!.content).toMatchObject({ code });
  });

  it('holds no more than a file says that it unfolds into', async () => {
    const bomb = toZip({ 'bomb.png': new Uint8Array(40_000_000) });
    const view = new DataView(bomb.buffer);
    view.setUint32(view.getUint32(bomb.length - 6, true) + 24, 1_000, true);
    const { files } = await readAll(bomb);
    expect(files.flat()[0]!.content).toMatchObject({ code: 'corrupt_archive' });
  });

  it('reads files of consecutive entries with one read', async () => {
    const { source } = await readAll(toZip(filesNamed(3)));
    // Head and tail, the directory for planning, and again with the files.
    expect(source.reads.length).toBeLessThanOrEqual(5);
  });

  it('reads sizes and offsets of zip64', async () => {
    const { files } = await readAll(toZip64({ 'a.png': text('a'), 'b.png': text('b') }));
    expect(files.flat()).toEqual([
      { key: 'a.png', content: text('a') },
      { key: 'b.png', content: text('b') },
    ]);
  });
});

/** Moves all sizes and offsets of a stored zip file into fields of zip64. */
function toZip64(files: Files): Uint8Array<ArrayBuffer> {
  const zip = toZip(files, 0);
  const view = new DataView(zip.buffer);
  const directoryAt = view.getUint32(zip.length - 6, true);
  const entries: Uint8Array[] = [];
  for (let at = directoryAt; at < zip.length - 22; ) {
    const nameBytes = view.getUint16(at + 28, true);
    const entry = concat([zip.subarray(at, at + 46 + nameBytes), new Uint8Array(28)]);
    const fields = new DataView(entry.buffer);
    fields.setUint16(30, 28, true);
    fields.setUint16(32, 0, true);
    fields.setUint16(46 + nameBytes, 1, true);
    fields.setUint16(48 + nameBytes, 24, true);
    for (const [i, field] of [24, 20, 42].entries()) {
      fields.setBigUint64(50 + nameBytes + 8 * i, BigInt(view.getUint32(at + field, true)), true);
      fields.setUint32(field, 0xffffffff, true);
    }
    entries.push(entry);
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  const directory = concat(entries);
  const end = new DataView(new ArrayBuffer(56 + 20 + 22));
  const endAt = directoryAt + directory.length;
  end.setUint32(0, 0x06064b50, true);
  end.setBigUint64(40, BigInt(directory.length), true);
  end.setBigUint64(48, BigInt(directoryAt), true);
  end.setUint32(56, 0x07064b50, true);
  end.setBigUint64(64, BigInt(endAt), true);
  end.setUint32(76, 0x06054b50, true);
  for (const field of [88, 92]) end.setUint32(field, 0xffffffff, true);
  return concat([zip.subarray(0, directoryAt), directory, new Uint8Array(end.buffer)]);
}
