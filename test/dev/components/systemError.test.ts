import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemErrorText } from '../../../dev/components/systemError.ts';

describe('the description of a system error', () => {
  it('is that of the operating system for its errors', () => {
    let error: unknown;
    try {
      readFileSync('/no/such/file');
    } catch (thrown) {
      error = thrown;
    }
    expect(systemErrorText(error)).toBe('no such file or directory');
  });

  it('is the message of any other error, or the thrown value', () => {
    expect(systemErrorText(new Error('out of luck'))).toBe('out of luck');
    expect(systemErrorText('out of luck')).toBe('out of luck');
  });
});
