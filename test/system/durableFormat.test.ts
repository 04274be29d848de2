import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installed } from '../../dev/components/cache.ts';
import { javaStoreInstallation } from '../../dev/components/javaStore.ts';
import { silent } from '../../dev/components/log.ts';
import { durableStore } from '../support/durableStore.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** A file with data, as another version of the embedded store left it. */
async function fileOfFormat(format: number): Promise<string> {
  const folder = temporaryFolder();
  const dataFile = join(folder, 'store.h2');
  const program = join(folder, 'Other.java');
  writeFileSync(
    program,
    `import org.h2.mvstore.MVStore;
    class Other {
      public static void main(String[] arguments) {
        MVStore store = MVStore.open(arguments[0]);
        store.openMap("databases.herald.notes").put("a", "b");
        int format = Integer.parseInt(arguments[1]);
        if (format > 0) store.setStoreVersion(format);
        store.close();
      }
    }`,
  );
  const libraries = join(await installed(javaStoreInstallation(silent)), 'lib/*');
  execFileSync('java', ['-cp', libraries, program, dataFile, String(format)]);
  return dataFile;
}

describe('a file that another version of the embedded store wrote', () => {
  it.each([
    { format: 0, version: 'an earlier' },
    { format: 99, version: 'a later' },
  ])('is refused and left as it is: $version one', async ({ format, version }) => {
    const dataFile = await fileOfFormat(format);
    const before = readFileSync(dataFile);

    await expect(durableStore(dataFile)).rejects.toThrow(
      `The store exited with code 1; its last lines:\n${dataFile} was written by ${version} version of the embedded store, ` +
        'which this version cannot read. Please move the file away to start with an empty store, or use the version of ' +
        'Herald that wrote it.',
    );
    expect(readFileSync(dataFile).equals(before)).toBe(true);
  });
});
