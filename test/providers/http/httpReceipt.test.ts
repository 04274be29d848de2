import { describe, expect, it } from 'vitest';
import { compileReceipts } from '../../../src/providers/http/httpReceipt.ts';

const read = compileReceipts({
  status: { json: 'status' },
  code: { json: 'why' },
  sent: [],
  delivered: ['ok'],
  undelivered: ['no'],
});
const receipt = (body: unknown) => read({ url: '', headers: {}, query: {}, body: JSON.stringify(body) });

describe("the code of a gateway's receipt", () => {
  it.each(['30008', 'absent_subscriber', 'E.12:3-4', '123456'])('is stored when it is valid: %s', (why) => {
    expect(receipt({ status: 'no', why })).toMatchObject({ kind: 'receipt', status: 'undelivered', code: why });
  });

  it.each([
    ['quotes the number and the text', 'no route to +447700900123: Hello Ann'],
    ['is the number', '+447700900123'],
    ['is the number without its plus', '447700900123'],
    ['is longer than any code', 'x'.repeat(41)],
  ])('is dropped when it %s', (_, why) => {
    expect(receipt({ status: 'no', why })).toMatchObject({ kind: 'receipt', status: 'undelivered', code: null });
  });
});
