const bits = new DataView(new ArrayBuffer(4));

/** Nearest IEEE 754 binary16, ties to even, as its 16 bits. Too large becomes infinity. */
export function toFloat16Bits(value: number): number {
  bits.setFloat32(0, value);
  const single = bits.getUint32(0);
  const sign = (single >>> 16) & 0x8000;
  const exponent = ((single >>> 23) & 0xff) - 127 + 15;
  const fraction = single & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00 | ((single & 0x7fffffff) > 0x7f800000 ? 0x200 : 0);
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    return sign | roundShift(fraction | 0x800000, 14 - exponent);
  }
  return sign | roundShift((exponent << 23) | fraction, 13);
}

function roundShift(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}

/** Value of 16 bits as IEEE 754 binary16. */
export function fromFloat16Bits(half: number): number {
  const sign = (half & 0x8000) === 0 ? 1 : -1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Rounds every value to what binary16 can hold, in place, and returns the little-endian bytes. */
export function quantise(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (let at = 0; at < values.length; at += 1) {
    const half = toFloat16Bits(values[at] ?? 0);
    bytes.writeUInt16LE(half, at * 2);
    values[at] = fromFloat16Bits(half);
  }
  return bytes;
}
