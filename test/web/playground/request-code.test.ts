import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, writeRequest } from '../../../src/web/playground/request-code';

const REQUEST = {
  url: 'http://localhost:8000/predict?explain=true',
  file: 'digit.png',
  needsKey: false,
  fields: ['predicted_digit', 'confidence'],
};

describe('writeRequest()', () => {
  it('writes the request for a shell', () => {
    expect(writeRequest('curl', REQUEST)).toBe(
      "curl --data-binary @digit.png \\\n  'http://localhost:8000/predict?explain=true'",
    );
  });

  it.each(LANGUAGES)('takes the key from the environment in %s, and shows none', (language) => {
    expect(writeRequest(language, { ...REQUEST, needsKey: true })).toContain('DIGITS_KEY');
    expect(writeRequest(language, REQUEST)).not.toContain('DIGITS_KEY');
  });

  it('quotes any name that a file may have', () => {
    const file = `it's "$(rm)" \`x\` \\.png`;
    const code = writeRequest('curl', { ...REQUEST, file });
    const words = execFileSync('sh', ['-c', code.replace(/^curl/, "printf '%s\\n'")], { encoding: 'utf8' });
    expect(words.split('\n')).toContain(`@${file}`);
  });
});
