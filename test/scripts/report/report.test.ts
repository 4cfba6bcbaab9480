import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { drawContactSheet, mistakesPicture } from '../../../scripts/lib/report/contact-sheet';
import { type Report, writePage } from '../../../scripts/lib/report/report';
import { outcome } from '../../support/report-fakes';

const report = (name: string): Report => ({
  title: 'Figures',
  text: ['All is well.'],
  tables: [{ title: 'Sizes', head: ['', 'bytes'], rows: [['a', '1']] }],
  pictures: [{ name, title: 'A dot', svg: '<svg/>' }],
});

it('writePage() writes text, tables and links, the pictures beside it, and removes those of the page before', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'page-'));
  const page = path.join(folder, 'sizes.md');
  writePage('# Before', [report('old')], page, folder);
  writePage('# Sizes', [report('dot')], page, folder);
  expect(readFileSync(page, 'utf8')).toBe(
    '# Sizes\n\n## Figures\n\nAll is well.\n\n**Sizes**\n\n|  | bytes |\n| --- | ---: |\n| a | 1 |\n\n' +
      '**A dot**\n\n![A dot](sizes/dot.svg)\n',
  );
  expect(readFileSync(path.join(folder, 'sizes/dot.svg'), 'utf8')).toBe('<svg/>');
  expect(existsSync(path.join(folder, 'sizes/old.svg'))).toBe(false);
  rmSync(folder, { recursive: true });
});

it('writePage() only names pictures that show those of others, and writes them elsewhere', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'page-'));
  const page = path.join(folder, 'sizes.md');
  const elsewhere = path.join(folder, 'elsewhere');
  const ours = report('dot');
  writePage('# Sizes', [{ ...ours, pictures: [{ ...ours.pictures[0]!, foreign: true }] }], page, elsewhere);
  expect(readFileSync(page, 'utf8')).toContain(`**A dot**: \`${elsewhere}/dot.svg\`, left out here`);
  expect(existsSync(path.join(folder, 'sizes/dot.svg'))).toBe(false);
  expect(readFileSync(path.join(elsewhere, 'dot.svg'), 'utf8')).toBe('<svg/>');
  rmSync(folder, { recursive: true });
});

it('drawContactSheet() shows each picture beside what the network saw, and escapes names', () => {
  const raster = { width: 300, height: 200, channels: 3, data: new Uint8Array(180_000).fill(99) } as const;
  const svg = drawContactSheet([
    { raster, pixels: new Float32Array(784), caption: '3 read as 8', name: 'a<b&c.png' },
  ]);
  expect(svg.match(/<image /g)).toHaveLength(2);
  expect(svg.match(/data:image\/jpeg/g)).toHaveLength(1);
  expect(svg).toContain('a&lt;b&amp;c.png');
});

it('mistakesPicture() shows the most confident mistakes first, and nothing where there is none', () => {
  const sure = outcome({ digit: 8, confidence: 0.99 });
  const doubtful = outcome({ digit: 5, confidence: 0.4 });
  const [picture] = mistakesPicture('mistakes', 'on MNIST', [outcome(), doubtful, sure]);
  expect(picture!.svg).toMatch(/3 read as 8, 99\.0 %[\s\S]*3 read as 5, 40\.0 %/);
  expect(mistakesPicture('mistakes', 'on MNIST', [outcome()])).toEqual([]);
});
