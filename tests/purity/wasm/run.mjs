// Runs the module with nothing to import, and prints what it comes to.
import { readFileSync, writeSync } from "node:fs";

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), {});
const length = instance.exports.length();
const bytes = new Uint8Array(instance.exports.memory.buffer, instance.exports.text(), length);
for (let written = 0; written < length; ) written += writeSync(1, bytes, written);
