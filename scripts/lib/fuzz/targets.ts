import { FORM_TARGET } from './form-target';
import type { FuzzTarget } from './fuzz-target';
import { HEAD_TARGET } from './head-target';
import { JSON_TARGET } from './json-target';
import { OIP_TARGET } from './oip-target';
import { pictureTarget } from './picture-target';
import { QUERY_TARGET } from './query-target';

/** All parsers that read what a stranger sends. */
export const TARGETS = {
  png: pictureTarget('png'),
  jpeg: pictureTarget('jpeg'),
  multipart: FORM_TARGET,
  json: JSON_TARGET,
  query: QUERY_TARGET,
  headers: HEAD_TARGET,
  oip: OIP_TARGET,
} satisfies Record<string, FuzzTarget>;

export type TargetName = keyof typeof TARGETS;

export const TARGET_NAMES = Object.keys(TARGETS) as TargetName[];
