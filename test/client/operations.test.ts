import { expect, it } from 'vitest';
import { clientSource } from '../../dev/clientSource.ts';
import { testApi } from '../api/support.ts';

const api = testApi();

it('the client is generated from the OpenAPI document as it is now (`npm run client` does it)', async () => {
  await expect(await clientSource(api.app.openApi)).toMatchFileSnapshot('../../src/client/operations.ts');
});
