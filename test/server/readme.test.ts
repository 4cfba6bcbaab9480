import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { withServer } from '../support/with-server';

const README = read('README.md');
const PROTOCOLS = read('docs/protocols.md');
/** How often a program prints an answer that names the digit; it is shown in the README, unless `page` is another. */
const PROGRAMS = [
  { program: 'bash', file: 'docs/examples/predict.sh', needs: 'curl', answers: 3 },
  { program: 'bash', file: 'docs/examples/predict-batch.sh', needs: 'curl', answers: 2 },
  { program: 'node', file: 'docs/examples/predict.mjs', needs: 'node', answers: 1 },
  { program: 'python3', file: 'docs/examples/predict.py', needs: 'python3', answers: 1 },
  { program: 'bash', file: 'docs/examples/open-inference.sh', needs: 'curl', answers: 2, page: PROTOCOLS },
  { program: 'python3', file: 'docs/examples/tf-serving.py', needs: 'python3', answers: 1, page: PROTOCOLS },
];

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

it.each([
  ...PROGRAMS.map(({ file, page = README }) => ({ file, page })),
  { file: 'docs/examples/answer.json', page: README },
  { file: 'docs/examples/error.json', page: README },
])('the README, or the page about protocols, shows $file as it is', ({ file, page }) => {
  const language = path.extname(file).slice(1).replace('mjs', 'js').replace('py', 'python');
  expect(page).toContain(`\`\`\`${language}\n${read(file)}\`\`\`\n`);
});

for (const { program, file, needs, answers } of PROGRAMS) {
  it.skipIf(!isInstalled(needs))(`${file} gets the digit for each request (needs ${needs})`, async () => {
    await withServer(async (url) => {
      const env = { ...process.env, DIGITS_URL: url.origin };
      const { stdout } = await promisify(execFile)(program, [file], { cwd: ROOT, env });
      expect(stdout.match(/^[71] 0\.9|"predicted_digit":7,|"shape":\[1\],"data":\[7\]/gm)).toHaveLength(
        answers,
      );
    });
  });
}

it("the README's response and error are what the service sends, except for times and ids", async () => {
  await withServer(async (url) => {
    const ask = async (body: BodyInit) => {
      const response = await fetch(new URL('/predict', url), { method: 'POST', body });
      return (await response.json()) as Record<string, unknown>;
    };
    const seven = new Uint8Array(readFileSync(path.join(ROOT, 'docs/examples/seven.png')));
    expectSame(await ask(seven), JSON.parse(read('docs/examples/answer.json')));
    expectSame(await ask('GIF89a'), JSON.parse(read('docs/examples/error.json')));
  });
});

function expectSame(answer: Record<string, unknown>, shown: Record<string, unknown>): void {
  const rounded = (value: unknown) =>
    JSON.stringify(value, (name, part) => {
      if (['inference_time_seconds', 'timestamp', 'request_id'].includes(name)) return null;
      return typeof part === 'number' ? Number(part.toFixed(6)) : part;
    });
  expect(JSON.parse(rounded(answer))).toEqual(JSON.parse(rounded(shown)));
}

it('the README names every model', () => {
  for (const version of readdirSync(path.join(ROOT, 'model'))) expect(README).toContain(`\`${version}\``);
});
