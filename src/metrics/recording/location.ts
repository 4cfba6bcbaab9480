import type { RequestLocation } from '../series/labels';

/** The location in `request.cf`. All of it may be missing, for example locally. */
export interface RequestPlace {
  readonly continent?: unknown;
  readonly country?: unknown;
  /** Degrees east as text. */
  readonly longitude?: unknown;
}

/** Western Asia, which has a location hint of its own. ISO 3166-1 codes. */
const MIDDLE_EAST = new Set('AE AM AZ BH CY GE IL IQ IR JO KW LB OM PS QA SA SY TR YE'.split(' '));
/** Divides North America into the hints `wnam` and `enam`: the 100th meridian, through the middle of Texas. */
const AMERICAN_MERIDIAN = -100;
/** Divides Europe likewise: Berlin and Rome are west of it, Warsaw and Athens east. */
const EUROPEAN_MERIDIAN = 15;
/**
 * Returns the location hint nearest to the origin of a request.
 * https://developers.cloudflare.com/durable-objects/reference/data-location/
 * @param place `request.cf`, or null if there is none
 * @returns one of Cloudflare's location hints, or `unknown`; France → 'weur'
 */
export function toLocation(place: RequestPlace | null): RequestLocation {
  if (place === null) return 'unknown';
  if (typeof place.country === 'string' && MIDDLE_EAST.has(place.country)) return 'me';
  const longitude = typeof place.longitude === 'string' ? Number(place.longitude) : Number.NaN;
  switch (place.continent) {
    case 'AF':
      return 'afr';
    case 'AS':
      return 'apac';
    case 'EU':
      return longitude > EUROPEAN_MERIDIAN ? 'eeur' : 'weur';
    case 'NA':
      return longitude < AMERICAN_MERIDIAN ? 'wnam' : 'enam';
    case 'AN':
    case 'OC':
      return 'oc';
    case 'SA':
      return 'sam';
    default:
      return 'unknown';
  }
}
