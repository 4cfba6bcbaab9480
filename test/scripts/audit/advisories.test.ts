import { expect, it } from 'vitest';
import { advisoriesOf, notJudged } from '../../../scripts/lib/audit/advisories';

const cause = (id: string, name: string) => ({
  name,
  severity: 'high',
  title: 'It can be made to hang',
  url: `https://github.com/advisories/${id}`,
});
const REPORT = {
  vulnerabilities: {
    parser: { via: [cause('GHSA-aaaa-bbbb-cccc', 'parser'), cause('GHSA-dddd-eeee-ffff', 'parser')] },
    tool: { via: ['parser', cause('GHSA-aaaa-bbbb-cccc', 'parser')] },
  },
};

it('advisoriesOf() lists each advisory of a report once', () => {
  expect(advisoriesOf(REPORT)).toEqual([
    { id: 'GHSA-aaaa-bbbb-cccc', package: 'parser', severity: 'high', title: 'It can be made to hang' },
    { id: 'GHSA-dddd-eeee-ffff', package: 'parser', severity: 'high', title: 'It can be made to hang' },
  ]);
});

it('advisoriesOf() tells a clean report from one that the registry refused', () => {
  expect(advisoriesOf({ vulnerabilities: {} })).toEqual([]);
  expect(advisoriesOf({ message: '405 Method Not Allowed' })).toBeNull();
});

it('notJudged() returns those that the text does not name', () => {
  const [judged, open] = advisoriesOf(REPORT)!;
  expect(notJudged([judged!, open!], `- ${judged!.id}: only reads our own files`)).toEqual([open]);
});
