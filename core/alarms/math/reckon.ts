import { AlarmProblem } from '../problem.js';
import type { Expression, MathContext, Operator, Series, Type, Value } from './expression.js';
import { FUNCTIONS } from './functions.js';
import { isList, mapSeries } from './math-function.js';

/** The type of an expression; a problem where a function or an operator does not take what it is given. */
export function typeOf(expression: Expression): Type | AlarmProblem {
  switch (expression.kind) {
    case 'number':
      return 'scalar';
    case 'metric':
      return 'series';
    case 'word':
      return 'word';
    case 'negative':
      return numeric(typeOf(expression.of), '-');
    case 'list':
      return typeOfList(expression.items);
    case 'binary':
      return typeOfBinary(expression.operator, typeOf(expression.left), typeOf(expression.right));
    default:
      return typeOfCall(expression.name, expression.args);
  }
}

function typeOfList(items: readonly Expression[]): Type | AlarmProblem {
  const types = items.map(typeOf);
  const problem = types.find((type) => type instanceof AlarmProblem);
  if (problem !== undefined) return problem;
  if (items.length > 0 && types.every((type) => type === 'series' || type === 'list')) return 'list';
  return new AlarmProblem('metric math', 'a list in square brackets holds series, at least one, and nothing else');
}

function typeOfBinary(operator: Operator, left: Type | AlarmProblem, right: Type | AlarmProblem): Type | AlarmProblem {
  const [a, b] = [numeric(left, operator), numeric(right, operator)];
  if (a instanceof AlarmProblem) return a;
  if (b instanceof AlarmProblem) return b;
  if (a === 'list' || b === 'list') return 'list';
  return a === 'series' || b === 'series' ? 'series' : 'scalar';
}

function numeric(type: Type | AlarmProblem, operator: string): Type | AlarmProblem {
  return type === 'word' ? new AlarmProblem('metric math', `'${operator}' takes numbers and series, no words`) : type;
}

function typeOfCall(name: string, args: readonly Expression[]): Type | AlarmProblem {
  const types = args.map(typeOf);
  const problem = types.find((type) => type instanceof AlarmProblem);
  if (problem !== undefined) return problem;
  const fn = FUNCTIONS.get(name);
  const type = fn?.type(types as Type[]);
  return type ?? new AlarmProblem(name, `${name} does not take (${types.map(shownType).join(', ')}); write ${fn?.takes}`);
}

function shownType(type: Type | AlarmProblem): string {
  return type === 'scalar' ? 'a number' : type === 'series' ? 'a series' : type === 'list' ? 'a list of series' : 'a word';
}

/** Whether each point depends on the points of its own time alone. */
export function isPointwise(expression: Expression): boolean {
  switch (expression.kind) {
    case 'negative':
      return isPointwise(expression.of);
    case 'list':
      return expression.items.every(isPointwise);
    case 'binary':
      return isPointwise(expression.left) && isPointwise(expression.right);
    case 'call':
      return (
        expression.args.every(isPointwise) && (FUNCTIONS.get(expression.name)?.pointwise(expression.args.map(typeOf) as Type[]) ?? false)
      );
    default:
      return true;
  }
}

/** The value of an expression whose type has been checked. */
export function reckon(expression: Expression, context: MathContext): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'metric':
      return context.metrics[expression.id] ?? [];
    case 'word':
      return expression.word;
    case 'negative': {
      const value = reckon(expression.of, context);
      return typeof value === 'number' ? -value : mapSeries(value, (series) => series.map((point) => -point));
    }
    case 'list':
      return expression.items.flatMap((item) => {
        const value = reckon(item, context);
        return isList(value) ? [...value] : [value as Series];
      });
    case 'binary':
      return combined(OPERATIONS[expression.operator], reckon(expression.left, context), reckon(expression.right, context));
    default:
      return (
        FUNCTIONS.get(expression.name)?.apply(
          expression.args.map((arg) => reckon(arg, context)),
          context,
        ) ?? []
      );
  }
}

const truth = (holds: boolean): number => (holds ? 1 : 0);
/** A result that is no finite number (a division by zero) drops the point. */
const OPERATIONS: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b),
  '<=': (a, b) => truth(a <= b),
  '>': (a, b) => truth(a > b),
  '>=': (a, b) => truth(a >= b),
  AND: (a, b) => truth(a !== 0 && b !== 0),
  OR: (a, b) => truth(a !== 0 || b !== 0),
};

function combined(operation: (a: number, b: number) => number, left: Value, right: Value): Value {
  if (isList(left) || isList(right)) {
    const count = isList(left) ? left.length : isList(right) ? right.length : 0;
    const nth = (value: Value, index: number): Value => (isList(value) ? (value[index] ?? []) : value);
    return Array.from({ length: count }, (_, index) => combined(operation, nth(left, index), nth(right, index)) as Series);
  }
  if (typeof left === 'number' && typeof right === 'number') return finite(operation(left, right));
  return typeof left === 'number' || typeof right === 'number'
    ? withScalar(operation, left, right)
    : (left as Series).map((a, index) => betweenSeries(operation, a, (right as Series)[index] ?? Number.NaN));
}

/** Where the series is missing there is no point. */
function withScalar(operation: (a: number, b: number) => number, left: Value, right: Value): Series {
  return typeof left === 'number'
    ? (right as Series).map((b) => finite(Number.isNaN(b) ? b : operation(left, b)))
    : (left as Series).map((a) => finite(Number.isNaN(a) ? a : operation(a, right as number)));
}

/** Where one series is missing it counts as 0; where both are there is no point. */
function betweenSeries(operation: (a: number, b: number) => number, a: number, b: number): number {
  if (Number.isNaN(a) && Number.isNaN(b)) return a;
  return finite(operation(Number.isNaN(a) ? 0 : a, Number.isNaN(b) ? 0 : b));
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
