import type { RejectReason } from '../domain';
import { ServiceError } from '../errors';
import type { BatchResult } from './predict-batch';

const DETAILS: Record<RejectReason, string> = {
  blank: 'Cannot recognise a digit: all pixels of the picture are equal',
  no_contrast: 'Cannot recognise a digit: the contrast between ink and paper is too low',
  several_objects: 'Cannot recognise a digit: the picture shows more than one object',
  not_a_digit: 'Cannot recognise a digit: the picture does not look like one',
};

/** The error of a strict request whose picture shows no digit. */
export function noDigitError(reason: RejectReason): ServiceError {
  return new ServiceError(reason, DETAILS[reason]);
}

/** What a strict request gets for a picture: an error where it shows no digit. */
export function refuseNoDigit(result: BatchResult): BatchResult {
  if (result instanceof ServiceError || result.rejectReason === null) return result;
  return noDigitError(result.rejectReason);
}
