/** A share as people read it, three digits of it. */
export function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

export function numberText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '–';
}
