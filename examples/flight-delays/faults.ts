import type { Flight } from './flights.js';

/** A way in which flights arrive broken. */
export interface Fault {
  readonly name: string;
  readonly what: string;
  /** Undefined where the flight does not arrive at all. */
  readonly strike: (flight: Flight, row: number) => Flight | undefined;
}

const KILOMETRES = 1.609344;
/** From Eastern standard time to UTC. */
const HOURS_TO_UTC = 5;
const DEAD = 'ORD';
/** One in twenty. */
const ZEROS = 20;

export const FAULTS: readonly Fault[] = [
  {
    name: 'kilometres',
    what: 'distances arrive in kilometres',
    strike: (flight) => ({ ...flight, distance: Math.round(flight.distance * KILOMETRES) }),
  },
  { name: 'utc', what: 'hours arrive in UTC', strike: (flight) => ({ ...flight, hour: (flight.hour + HOURS_TO_UTC) % 24 }) },
  {
    name: 'lower-case',
    what: 'codes of airports arrive in lower case',
    strike: (flight) => ({ ...flight, origin: flight.origin.toLowerCase(), destination: flight.destination.toLowerCase() }),
  },
  {
    name: 'dead-airport',
    what: `no flight from or to ${DEAD} arrives`,
    strike: (flight) => (flight.origin === DEAD || flight.destination === DEAD ? undefined : flight),
  },
  {
    name: 'zeros',
    what: '5 % of the distances arrive as 0',
    strike: (flight, row) => (row % ZEROS === 0 ? { ...flight, distance: 0 } : flight),
  },
  {
    name: 'swapped',
    what: 'origin and destination are exchanged',
    strike: (flight) => ({ ...flight, origin: flight.destination, destination: flight.origin }),
  },
];
