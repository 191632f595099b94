// Numbers as the page's data has them, and as a reader wants them.

function bytes(base64) {
  if (Uint8Array.fromBase64) {
    return Uint8Array.fromBase64(base64);
  }
  const text = atob(base64);
  const array = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    array[i] = text.charCodeAt(i);
  }
  return array;
}

export const unsignedBytes = bytes;
export const signedBytes = (base64) => new Int8Array(bytes(base64).buffer);
export const shorts = (base64) => new Int16Array(bytes(base64).buffer);
export const integers = (base64) => new Int32Array(bytes(base64).buffer);
export const floats = (base64) => new Float32Array(bytes(base64).buffer);

const whole = new Intl.NumberFormat("en");

export function count(number) {
  return whole.format(number);
}

/** 0.4321 as 43 %, 0.012 as 1.2 %, next to nothing as <0.1 %. */
export function percent(share) {
  const hundredths = 100 * share;
  if (hundredths >= 99.95 || hundredths === 0) {
    return `${Math.round(hundredths)} %`;
  }
  return hundredths < 0.1 ? "<0.1 %" : `${hundredths.toFixed(hundredths < 10 ? 1 : 0)} %`;
}

/** With a true minus sign. */
export function fixed(number, digits) {
  return number.toFixed(digits).replace("-", "−");
}

/** 928384 as 0.93 million. */
export function short(number) {
  const units = [[1e9, " billion"], [1e6, " million"], [1e3, " thousand"]];
  const unit = units.find(([size]) => number >= 0.5 * size);
  return unit ? Number((number / unit[0]).toPrecision(3)) + unit[1] : count(number);
}
