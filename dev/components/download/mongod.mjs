// Downloads mongod into a folder: node mongod.mjs FOLDER. Exits with code 1 when that is not possible.
import { DryMongoBinary } from 'mongodb-memory-server-core/lib/util/DryMongoBinary.js';
import { MongoBinary } from 'mongodb-memory-server-core/lib/util/MongoBinary.js';

const [downloadDir] = process.argv.slice(2);
// Not `getPath`, which would accept a binary in another folder.
await MongoBinary.download({ ...(await DryMongoBinary.generateOptions({ downloadDir })), downloadDir, checkMD5: true });
