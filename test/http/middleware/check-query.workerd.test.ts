import { describe, expect, it } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { json, predictForm, request } from '../../support/api';

const blank = toPng({ width: 50, height: 50, data: new Uint8Array(2500).fill(240) });
const YES = ['=true', '=TRUE', '=True', '=1', '=yes', '=on', '=y', '=', ''];
const NO = ['=false', '=False', '=0', '=no', '=OFF', '=n'];

describe('A query', () => {
  it.each(YES)('?strict%s turns an option on', async (value) => {
    expect((await predictForm(blank, 'image/png', `?strict${value}`)).status).toBe(422);
  });

  it.each(NO)('?strict%s turns an option off', async (value) => {
    expect((await predictForm(blank, 'image/png', `?strict${value}`)).status).toBe(200);
  });

  it.each([
    [
      'POST',
      '/predict?strct=true',
      /query: "strct" is unknown; did you mean "strict"\? Known names: model, strict, explain$/,
    ],
    ['POST', '/predict?Strict=true', /did you mean "strict"/],
    ['POST', '/predict?modle=v1.0', /did you mean "model"/],
    ['POST', '/predict?debug=1', /"debug" is unknown\. Known names: model, strict, explain$/],
    ['POST', '/predict?strict=ja', /"strict": "ja" is neither true nor false/],
    ['POST', '/predict?strict=1&strict=0', /"strict" is given 2 times, as "1", "0"; give it once/],
    ['POST', '/predict?%1b%5b31m', /"\?\[31m" is unknown/],
    ['POST', `/predict?utm_x=${'x'.repeat(4091)}`, /its 4097 characters exceed the maximum of 4096/],
    ['GET', '/metrics/history?windw=1h', /did you mean "window"/],
    ['GET', '/drift?modell=v1.0', /did you mean "model"/],
    ['GET', '/model_info?version=v1.0', /"version" is unknown/],
    ['GET', '/readyz?verbos', /did you mean "verbose"/],
    ['HEAD', '/readyz?verbos', null],
  ])('%s %s is refused with 422', async (method, path, detail) => {
    const response = await request(path, { method });
    expect(response.status).toBe(422);
    if (detail === null) return;
    expect(await json(response)).toMatchObject({
      code: 'invalid_request',
      detail: expect.stringMatching(detail),
    });
  });

  it.each([
    '/health?_=1732665600',
    '/?utm_source=newsletter',
    '/livez?anything=goes',
    '/metrics?nocache=1',
    '/model_info?_=1&utm_campaign=x',
    '/model_info?model=',
  ])('GET %s is answered: cache-busting parameters are not an error', async (path) => {
    expect((await request(path)).status).toBe(200);
  });

  it('with an empty model is answered by the default one', async () => {
    const named = await json(await predictForm(toPng(drawSeven(28)), 'image/png', '?model='));
    expect(named.model_version).toBe((await json(await request('/model_info'))).model_version);
  });
});
