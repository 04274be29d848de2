/** A table of delays in milliseconds. */
export function delayTable(rows: readonly (readonly [name: string, values: readonly number[]])[]): string[] {
  return ['| | min | median | 95 % | 99 % | max |', '| --- | ---: | ---: | ---: | ---: | ---: |', ...rows.map(line)];
}

function line([name, values]: readonly [string, readonly number[]]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return `| ${name} | ${[at(0), at(0.5), at(0.95), at(0.99), at(1)].join(' | ')} |`;
}
