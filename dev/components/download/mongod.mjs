// Downloads mongod into a folder: node mongod.mjs FOLDER. Ends with code 1 when that is not possible.
import { DryMongoBinary } from 'mongodb-memory-server-core/lib/util/DryMongoBinary.js';
import { MongoBinary } from 'mongodb-memory-server-core/lib/util/MongoBinary.js';

const [downloadDir] = process.argv.slice(2);
// `download` and not `getPath`, which would be content with a binary in one of its other folders.
await MongoBinary.download({ ...(await DryMongoBinary.generateOptions({ downloadDir })), downloadDir, checkMD5: true });
