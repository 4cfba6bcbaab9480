import { getQueryParam, getQueryParams } from 'hono/utils/url';
import { refuseUnknownNames } from '../../../src/http/input/known-names';
import { OPTION_NAMES, PredictOptionsSchema } from '../../../src/http/input/predict-options';
import { checkQueryLength } from '../../../src/http/input/query-length';
import { validate } from '../../../src/http/input/validate';
import { parseDuration } from '../../../src/metrics/history/parse-duration';
import type { FuzzTarget } from './fuzz-target';
import { mutateText } from './mutate-text';

/** Reads queries: the length, Hono's parser, the names, the options of `/predict` and the durations of `/metrics/history`. */
export const QUERY_TARGET: FuzzTarget = {
  seeds: () =>
    [
      'strict=true&explain=0&model=v2.0',
      'strict',
      '_=1732665600&utm_source=x&explain=%79es',
      'window=24h&step=1h',
    ].map((text) => new TextEncoder().encode(text)),
  mutate: mutateText([
    '&',
    '=',
    '?',
    '#',
    '+',
    '%',
    '%00',
    '%ff',
    '%E2%82%AC',
    '%u0041',
    'strict=',
    'model=',
    '[]',
    'window=',
    '__proto__=1&',
    'constructor&',
    '9999999999d',
    ';',
  ]),
  read: (input) => {
    const url = `http://localhost/predict?${new TextDecoder('latin1').decode(input)}`;
    checkQueryLength(url);
    const values = getQueryParam(url) as Record<string, string>;
    const lists = getQueryParams(url) as Record<string, string[]>;
    const { window, step, ...options } = values;
    refuseUnknownNames('query', Object.keys(options), OPTION_NAMES);
    validate(PredictOptionsSchema, options);
    for (const duration of [window, step]) if (duration !== undefined) parseDuration(duration);
    return Object.keys(values).length === Object.keys(lists).length
      ? null
      : 'two readings have different names';
  },
};
