import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** SHA-256 of the UTF-8 bytes of `text`, as 64 lower-case hex digits. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** The first 8 hex digits of the SHA-256: what shortened and ambiguous names end in (SPEC sections 5 and 16). */
export function shortHash(text: string): string {
  return sha256Hex(text).slice(0, 8);
}
