/**
 * A value of a form or query. Half an emoji (a lone surrogate), at which `encodeURIComponent` throws, becomes U+FFFD,
 * as it would on any way to UTF-8.
 */
export function formEncode(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'));
  }
}
