import type { RejectReason } from '../domain';
import { ServiceError } from '../errors';

const DETAILS: Record<RejectReason, string> = {
  blank: 'Cannot recognise a digit: every pixel of the picture is alike',
  no_contrast: 'Cannot recognise a digit: ink and paper differ too little to be told apart',
  several_objects: 'Cannot recognise a digit: the picture shows more than one object',
  not_a_digit: 'Cannot recognise a digit: the picture looks like none',
};

/** The error of a strict request whose picture shows no digit. */
export function noDigitError(reason: RejectReason): ServiceError {
  return new ServiceError(reason, DETAILS[reason]);
}
