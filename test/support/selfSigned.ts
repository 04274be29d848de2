import { generateKeyPairSync, sign } from 'node:crypto';

/** A key and a certificate for it, for 127.0.0.1 and localhost; PEM. */
export function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(tlv(0x31, sequence(oid(COMMON_NAME), tlv(0x0c, Buffer.from('localhost')))));
  const names = sequence(tlv(0x82, Buffer.from('localhost')), tlv(0x87, Buffer.from([127, 0, 0, 1])));
  const extension = sequence(oid(SUBJECT_ALT_NAME), tlv(0x04, names));
  const time = (text: string) => tlv(0x17, Buffer.from(text));
  const signed = sequence(
    tlv(0xa0, integer(2)),
    integer(1),
    sequence(oid(ECDSA_WITH_SHA256)),
    name,
    sequence(time('200101000000Z'), time('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(extension)),
  );
  const signature = tlv(0x03, Buffer.from([0]), sign('sha256', signed, privateKey));
  const certificate = sequence(signed, sequence(oid(ECDSA_WITH_SHA256)), signature);
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
  };
}

/** Object identifiers in DER: 2.5.4.3, 2.5.29.17, 1.2.840.10045.4.3.2. */
const COMMON_NAME = '550403';
const SUBJECT_ALT_NAME = '551d11';
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';

const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'));
const integer = (value: number): Buffer => tlv(0x02, Buffer.from([value]));
const sequence = (...parts: Buffer[]): Buffer => tlv(0x30, ...parts);

/** Tag, length, value (X.690). */
function tlv(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), value]);
  const digits = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length, ...digits]), value]);
}
