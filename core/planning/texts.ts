const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const STEP = 1024;

/** `512 bytes`, `1.5 MiB`. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= STEP && unit < UNITS.length - 1) [value, unit] = [value / STEP, unit + 1];
  return `${unit === 0 ? value : Number(value.toFixed(1))} ${UNITS[unit] ?? ''}`;
}

/** MiB as GiB: `8 GiB`, `0.3 GiB`. */
export function gibibytesText(mebibytes: number): string {
  return `${Number((mebibytes / STEP).toFixed(1))} GiB`;
}
