import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Digits } from '../../packages/client/src/node';
import { drawSeven, onPaper, toJpeg, toPng } from '../../scripts/lib/scenes/sample-images';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { readMetrics, withFolder, withServer } from '../support/with-server';

const SEVEN = toPng(drawSeven(28));
const NOTE = toJpeg(onPaper(drawSeven(280)));
const KEY = 'a key for the client';
const variables = { API_KEYS: `shop:predict:${createHash('sha256').update(KEY).digest('hex')}:daily=200` };

/** Runs the command line. */
function run(
  args: readonly string[],
  { input = '', env = {} }: { input?: Uint8Array | string; env?: object } = {},
) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const main = path.join(ROOT, 'packages/client/src/cli/main.ts');
    const options = { cwd: ROOT, env: { ...process.env, ...env } };
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', main, ...args],
      options,
      (error, stdout, stderr) => resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin!.end(input);
  });
}

/** A folder with 70 digits, a broken file and a text, and a server that needs a key. */
function withPictures(work: (url: URL, folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    mkdirSync(path.join(folder, 'below'));
    for (let i = 10; i < 80; i++) writeFileSync(path.join(folder, `${i}.png`), SEVEN);
    writeFileSync(path.join(folder, 'below/note.JPG'), NOTE);
    writeFileSync(path.join(folder, 'broken.png'), SEVEN.subarray(0, 40));
    writeFileSync(path.join(folder, 'notes.txt'), 'no picture');
    await withServer((url) => work(url, folder), { variables });
  });
}

it('the client recognises paths, bytes and addresses, and counts and charges each picture once', async () => {
  await withPictures(async (url, folder) => {
    const digits = new Digits({ url, key: KEY });
    const file = path.join(folder, '10.png');
    expect((await digits.predict(file)).predicted_digit).toBe(7);
    expect((await digits.predict(NOTE, { model: 'v1.0' })).model_version).toBe('v1.0');
    const { succeeded } = await digits.predictBatch([...Array(70).fill(file), new Blob([SEVEN])]);
    expect(succeeded).toBe(71);
    const { service_metrics } = await readMetrics(url);
    expect(service_metrics.successful_predictions).toBe(73);
    await expect(digits.predictBatch(Array(128).fill(SEVEN), { concurrency: 1 })).rejects.toMatchObject({
      code: 'quota_exceeded',
      status: 429,
    });
    await expect(new Digits({ url }).predict(SEVEN)).rejects.toMatchObject({ code: 'missing_api_key' });
    expect((await digits.request((api, signal) => api.GET('/model_info', { signal }))).model_version).toBe(
      'v3.0',
    );
  });
});

it('digits predict reads folders, with a status of 1 where a picture fails', async () => {
  await withPictures(async (url, folder) => {
    const env = { DIGITS_URL: url.href, DIGITS_API_KEY: KEY };
    const { status, stdout, stderr } = await run(['predict', folder, '--csv'], { env });
    const lines = stdout.trimEnd().split('\n');
    expect([status, stderr, lines.length]).toEqual([1, '', 1 + 72]);
    expect(lines[1]).toMatch(/\/10\.png,7,0\.9\d+,true,,v3\.0,,$/);
    expect(lines.filter((line) => line.includes('corrupt_png'))).toEqual([
      expect.stringContaining('broken.png'),
    ]);
    expect(lines.some((line) => line.includes('below/note.JPG,7,'))).toBe(true);

    const good = await run(['predict', path.join(folder, '10.png'), '-', '--json'], { env, input: NOTE });
    expect(good.status).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject([
      { predicted_digit: 7 },
      { file: '-', predicted_digit: 7 },
    ]);

    const listed = await run(['predict', '--files-from', '-', '--url', url.href, '--key', KEY], {
      input: `${folder}/11.png\n${folder}/12.png\n`,
    });
    expect([listed.status, listed.stdout.match(/│ +7 │/g)]).toEqual([0, ['│     7 │', '│     7 │']]);

    const blank = toPng({ width: 28, height: 28, data: new Uint8Array(784).fill(240) });
    expect((await run(['predict'], { env, input: blank })).stdout).toContain('blank');
    const strict = await run(['predict', '--strict'], { env, input: blank });
    expect([strict.status, strict.stdout]).toEqual([1, expect.stringContaining('blank: ')]);

    const refused = await run(['predict', `${folder}/11.png`, '--url', url.href]);
    expect([refused.status, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/^Cannot POST \/predict\/batch without an API key: .*\n$/);
  });
});

it('digits predict --number reads all digits of each picture', async () => {
  await withPictures(async (url, folder) => {
    const env = { DIGITS_URL: url.href, DIGITS_API_KEY: KEY };
    const read = await run(
      ['predict', '--number', path.join(folder, '10.png'), `${folder}/broken.png`, '--csv'],
      { env },
    );
    expect([read.status, read.stderr]).toEqual([1, '']);
    const lines = read.stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('file,number,confidence,digit_count,model_version,error_code,error_detail');
    expect(lines[1]).toMatch(/10\.png,7,0\.\d+,1,v3\.0,,$/);
    expect(lines[2]).toContain('corrupt_png');
  });
});

it.each([
  [['predict'], /^Cannot predict: no picture is named, and standard input is empty\n$/],
  [['predict', 'a.png', '--url', 'localhost'], /^Cannot use --url localhost: it must be an address/],
  [['predict', 'a.png', '--retries', 'x'], /must be a whole number from 0 to 100\. \(--help lists all\)\n$/],
  [['predict', 'a.png', '--json', '--csv'], /cannot be used with option '--csv'/],
  [['predict', 'a.png', '--number', '--strict'], /cannot be used with option '--strict'/],
  [['predict', 'docs/decisions'], /^Cannot find a picture in docs\/decisions: no \.png, \.jpg or \.jpeg\n$/],
  [['predict', '--files-from', 'no-such-list'], /^Cannot read no-such-list: ENOENT/],
  [['forecast'], /unknown command 'forecast'/],
])('digits %j ends with a status of 2 and one line', async (args, message) => {
  const { status, stdout, stderr } = await run(args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
});

it('digits predict says that nothing answers, with a status of 1', async () => {
  const { status, stderr } = await run([
    'predict',
    'docs/examples/seven.png',
    '--url',
    'http://127.0.0.1:9',
    '--retries',
    '0',
  ]);
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^Cannot reach the service: .+\n$/)]);
});
