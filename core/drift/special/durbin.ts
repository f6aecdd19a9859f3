const SCALE = 2 ** 128;

/**
 * Probability that the two-sided Kolmogorov-Smirnov statistic of n draws is at most d, exactly: the k-th element of the diagonal of the n-th
 * power of Durbin's matrix (Marsaglia, Tsang, Wang, Journal of Statistical Software 8(18), 2003). Cost grows with (n d)^3.
 */
export function durbinCdf(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  let base = durbinMatrix(k, k - n * d);
  let power = identity(size);
  let exponent = 0;
  let baseExponent = 0;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      power = multiply(power, base, size);
      exponent += baseExponent;
    }
    if (left === 1) break;
    base = multiply(base, base, size);
    baseExponent *= 2;
    const middle = base[(k - 1) * size + k - 1] ?? 0;
    if (middle > SCALE) {
      base = base.map((value) => value / SCALE);
      baseExponent += 1;
    }
  }
  return withFactorial(power[(k - 1) * size + k - 1] ?? 0, exponent, n);
}

/** Multiplies by n! / n^n one factor at a time, and takes the scaling back. */
function withFactorial(value: number, exponent: number, n: number): number {
  let result = value;
  let scaled = exponent;
  for (let factor = 1; factor <= n; factor += 1) {
    result = (result * factor) / n;
    if (result !== 0 && result < 1 / SCALE) {
      result *= SCALE;
      scaled -= 1;
    }
  }
  return result * SCALE ** scaled;
}

/** The matrix of equation 4 of the paper: 1 / (i - j + 1)! below the upper diagonal, first column and last row lessened by powers of h. */
function durbinMatrix(k: number, h: number): Float64Array {
  const size = 2 * k - 1;
  const matrix = new Float64Array(size * size);
  const inverseFactorial = [1];
  for (let i = 1; i <= size; i += 1) inverseFactorial.push((inverseFactorial[i - 1] ?? 0) / i);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= Math.min(row + 1, size - 1); column += 1) {
      let entry = 1;
      if (column === 0) entry -= h ** (row + 1);
      if (row === size - 1) entry -= h ** (size - column);
      if (row === size - 1 && column === 0) entry += Math.max(2 * h - 1, 0) ** size;
      matrix[row * size + column] = entry * (inverseFactorial[row - column + 1] ?? 0);
    }
  }
  return matrix;
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let index = 0; index < size; index += 1) matrix[index * size + index] = 1;
  return matrix;
}

function multiply(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let inner = 0; inner < size; inner += 1) {
      const factor = left[row * size + inner] ?? 0;
      if (factor === 0) continue;
      for (let column = 0; column < size; column += 1) {
        product[row * size + column] = (product[row * size + column] ?? 0) + factor * (right[inner * size + column] ?? 0);
      }
    }
  }
  return product;
}
