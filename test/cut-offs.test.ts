import { expect, it } from 'vitest';
import { CutOffs } from '../src/cut-offs';

it('CutOffs knows why an upload was cut off', () => {
  const cutOffs = new CutOffs();
  const [ends, isCutOff] = [cutOffs.begin('a'), cutOffs.begin('b')];
  cutOffs.note({ id: 'b', code: 'request_timeout' });
  expect([ends(), isCutOff()]).toEqual([null, 'request_timeout']);
});

it.each([
  ['an upload that has ended', { id: 'a', code: 'request_timeout' }],
  ['a code of another version', { id: 'b', code: 'of-another-version' }],
])('CutOffs ignores %s', (_, cutOff) => {
  const cutOffs = new CutOffs();
  cutOffs.begin('a')();
  const end = cutOffs.begin('b');
  cutOffs.note(cutOff);
  expect(end()).toBeNull();
  expect(cutOffs.begin('a')()).toBeNull();
});
