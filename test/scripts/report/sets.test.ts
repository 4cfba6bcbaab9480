import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digitImages, openIdxFolder } from '../../../scripts/lib/report/digit-images';
import { openImageFolder } from '../../../scripts/lib/report/image-folder';
import { STRESS_CELLS, stressSet } from '../../../scripts/lib/report/stress-set';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { renderStress } from '../../../scripts/lib/scenes/stress';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, bytes: Uint8Array): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), bytes);
}

describe('openImageFolder()', () => {
  it('takes the label from the folder of a picture and the group from the folder above', () => {
    write('pens/felt/7/a.png', toPng(drawSeven(40)));
    write('3/b.png', toPng(drawSeven(28)));
    write('pens/SOURCE.txt', Buffer.from('no picture'));
    const pictures = [...openImageFolder(folder).pictures()];
    expect(pictures.map(({ name, group, label }) => ({ name, group, label }))).toEqual([
      { name: '3/b.png', group: path.basename(folder), label: 3 },
      { name: 'pens/felt/7/a.png', group: 'pens/felt', label: 7 },
    ]);
    expect(pictures[1]!.raster).toMatchObject({ width: 40, height: 40 });
  });

  it('leaves out what cannot be decoded, and says why', () => {
    write('7/a.png', toPng(drawSeven(28)));
    write('7/b.gif', Buffer.from('GIF89a'));
    const set = openImageFolder(folder);
    expect([...set.pictures()]).toHaveLength(1);
    expect(set.refused).toEqual([expect.stringMatching(/^7\/b\.gif: Cannot read GIF/)]);
  });

  it('refuses a folder without <digit>/<file>', () => {
    write('seven/a.png', toPng(drawSeven(28)));
    expect(() => openImageFolder(folder)).toThrow(/has no file <digit>\/<file>/);
  });
});

describe('digitImages()', () => {
  it('cuts a set into square pictures of any side', () => {
    const set = digitImages('tiny', {
      images: Uint8Array.from({ length: 18 }, (_, i) => i),
      labels: Uint8Array.of(4, 2),
    });
    const [first, second] = [...set.pictures()];
    expect(set.count).toBe(2);
    expect(first).toMatchObject({ group: 'tiny', label: 4, raster: { width: 3, height: 3, channels: 1 } });
    expect([...second!.raster.data]).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17]);
  });
});

describe('openIdxFolder()', () => {
  it('opens every pair of files, in the order of their names', () => {
    for (const name of ['b', 'a']) {
      write(
        `${name}-images-idx3-ubyte.gz`,
        gzipSync(Buffer.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9])),
      );
      write(`${name}-labels-idx1-ubyte.gz`, gzipSync(Buffer.from([0, 0, 8, 1, 0, 0, 0, 1, 5])));
    }
    const sets = openIdxFolder(folder);
    expect(sets.map(({ name }) => name)).toEqual(['a', 'b']);
    expect([...sets[0]!.pictures()]).toMatchObject([{ label: 5, raster: { width: 1, height: 1 } }]);
  });
});

describe('stressSet()', () => {
  const digits = {
    images: new Uint8Array(10 * 784).fill(255),
    labels: Uint8Array.from({ length: 10 }, (_, i) => i),
  };

  it('counts the same number for each kind and degree, but a fifth on large canvases', () => {
    expect(stressSet(digits, 10).count).toBe((STRESS_CELLS.length - 5) * 10 + 5 * 2);
  });

  it('draws what renderStress() draws', () => {
    const [picture] = stressSet(digits, 2).pictures();
    expect(picture!.raster).toEqual(renderStress(digits.images.subarray(0, 784), 'plain', 1, 0));
  });

  it('draws the same digits for each cell, the first ones of the set', () => {
    const drawn: (readonly [string, number])[] = [];
    for (const { group, label } of stressSet(digits, 2).pictures()) {
      drawn.push([group, label]);
      if (drawn.length === 4) break;
    }
    expect(drawn).toEqual([
      ['plain 1', 0],
      ['plain 1', 1],
      ['plain 2', 0],
      ['plain 2', 1],
    ]);
  });
});
