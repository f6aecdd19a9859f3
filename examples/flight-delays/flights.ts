import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { join } from 'node:path';
import { load } from 'slipway/embedded';

/** Comes with the npm package vega-datasets; see README.md for where it is from. */
const FILE = join(__dirname, '..', '..', 'node_modules', 'vega-datasets', 'data', 'flights-3m.parquet');
/** Six weeks, Monday to Sunday. */
export const TRAINING_ENDS = '2001-02-12';
/** An arrival more minutes late than this is what the model is asked about; the U.S. Department of Transportation counts so. */
const LATE_MINUTES = 15;
/** Nobody lands two hours early, and no delay of this data reaches thirty hours. */
export const DELAY_RANGE: readonly [number, number] = [-120, 1800];

/** What is known of a flight when it leaves, and whether it came late. */
export interface Flight {
  /** `2001-03-01T06:55`, local. */
  readonly time: string;
  readonly hour: number;
  /** In miles. */
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
  /** 1 or 0. */
  readonly late: number;
}

/** A flight that the data check keeps out. */
export interface Rejected {
  readonly time: string;
  readonly origin: string;
  readonly destination: string;
  readonly delay: number;
}

/** The flights of half a year. */
export class Flights {
  private constructor(private readonly connection: DuckDBConnection) {}

  /** @param every one flight of so many, for those in a hurry; 1 is all of them */
  static async open(every = 1): Promise<Flights> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    // Six flights of the three million are of July. Flights of a day lie together, so that asking for one day does not read all of them.
    await connection.run(
      `create table all_flights as select strftime(date, '%Y-%m-%dT%H:%M') as time, hour(date)::int as hour, distance::int as distance, origin, destination, delay::int as delay, (delay > ${LATE_MINUTES})::int as late, date::date as day, place from (select *, row_number() over () as place from '${FILE.replaceAll("'", "''")}') where date < timestamp '2001-07-01' and place % ${every} = 0 order by day, place`,
    );
    await connection.run(
      `create view flights as select * exclude (delay) from all_flights where delay between ${DELAY_RANGE.join(' and ')}`,
    );
    return new Flights(connection);
  }

  /** The data check: what cannot be belongs neither into training nor among labels. */
  async rejected(): Promise<Rejected[]> {
    return this.rows<Rejected>(
      `select time, origin, destination, delay from all_flights where delay not between ${DELAY_RANGE.join(' and ')} order by delay`,
    );
  }

  async training(): Promise<Flight[]> {
    return this.rows<Flight>(`select * exclude (day, place) from flights where day < date '${TRAINING_ENDS}' order by place`);
  }

  /** Every day there is, `yyyy-mm-dd`. */
  async days(): Promise<string[]> {
    return (await this.rows<{ day: string }>('select distinct day::varchar as day from flights order by 1')).map(({ day }) => day);
  }

  async day(day: string): Promise<Flight[]> {
    return this.rows<Flight>(`select * exclude (day, place) from flights where day = date '${day}'`);
  }

  private async rows<T>(query: string): Promise<T[]> {
    return (await this.connection.runAndReadAll(query)).getRowObjects() as unknown as T[];
  }
}

/** Gives the probability of being late, flight by flight. */
export type Scorer = (flights: readonly Flight[]) => Promise<number[]>;

/** The model that was trained on the first six weeks, in this process. */
export async function openScorer(): Promise<Scorer> {
  const model = await load(join(__dirname, 'model'));
  return async (flights) => {
    const answers = await model.predict(flights.map(({ hour, distance, origin, destination }) => [hour, distance, origin, destination]));
    return answers.map((answer) => (answer as { probabilities: readonly number[] }).probabilities[1] ?? Number.NaN);
  };
}

const COLUMNS = ['time', 'hour', 'distance', 'origin', 'destination', 'late'] as const;

/** Flights as a file, with what the model said of each where it was asked. */
export function flightsCsv(flights: readonly Flight[], probabilities?: readonly number[]): string {
  const lines = flights.map((flight, row) => {
    const said = probabilities === undefined ? [] : [Number((probabilities[row] ?? Number.NaN).toPrecision(6))];
    return [...COLUMNS.map((name) => flight[name]), ...said].join(',');
  });
  return `${[[...COLUMNS, ...(probabilities === undefined ? [] : ['probability'])].join(','), ...lines].join('\n')}\n`;
}
