import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemErrorText } from '../../../dev/components/systemError.ts';

describe('what is wrong, for a sentence', () => {
  it('is in the words of the operating system where the error is its', () => {
    let error: unknown;
    try {
      readFileSync('/no/such/file');
    } catch (thrown) {
      error = thrown;
    }
    expect(systemErrorText(error)).toBe('no such file or directory');
  });

  it('is the message of any other error, or whatever was thrown', () => {
    expect(systemErrorText(new Error('out of luck'))).toBe('out of luck');
    expect(systemErrorText('out of luck')).toBe('out of luck');
  });
});
