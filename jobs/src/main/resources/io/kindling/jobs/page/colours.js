// Colours of the style sheet, light or dark, for what is painted.

const dark = matchMedia("(prefers-color-scheme: dark)");
let style = getComputedStyle(document.documentElement);
let table = null;

/** Calls draw whenever light turns dark or back. */
export function onScheme(draw) {
  dark.addEventListener("change", () => {
    table = null;
    style = getComputedStyle(document.documentElement);
    draw();
  });
}

export function colour(name) {
  return style.getPropertyValue("--" + name).trim();
}

function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function stops() {
  return colour("scale").split(/\s+/).map(rgb);
}

/** 256 colours from nothing to all, as [r, g, b] each. */
function ramp() {
  if (!table) {
    const colours = stops();
    table = Array.from({length: 256}, (_, i) => {
      const place = (i / 255) * (colours.length - 1);
      const from = Math.min(Math.floor(place), colours.length - 2);
      return colours[from].map((part, k) => Math.round(part + (place - from) * (colours[from + 1][k] - part)));
    });
  }
  return table;
}

/** The same as the pixels of an image have them. */
export function packedRamp() {
  return Uint32Array.from(ramp(), ([r, g, b]) => (255 << 24) | (b << 16) | (g << 8) | r);
}

/** A weight's colour goes by its square root, so that small ones are seen. */
export function weightColour(weight) {
  return ramp()[Math.round(255 * Math.sqrt(Math.min(1, weight)))];
}

export function css([r, g, b]) {
  return `rgb(${r} ${g} ${b})`;
}

/** What can be read on such a ground. */
export function inkOn([r, g, b]) {
  const [red, green, blue] = [r, g, b].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return light > 0.179 ? "#16110d" : "#ffffff";
}

/** The scale itself, for a legend. */
export function gradient() {
  return `linear-gradient(to right, ${stops().map(css).join(", ")})`;
}

/** From cool at −1 over the sheet at 0 to warm at 1. */
export function signColour(share) {
  const strength = Math.round(100 * Math.min(1, Math.sqrt(Math.abs(share))));
  return `color-mix(in oklab, var(--${share < 0 ? "cool" : "accent"}) ${strength}%, var(--sheet))`;
}

/** Lines of a chart, told apart by those who don't see red and green as well. */
export function seriesColour(i) {
  const light = ["#a83c0b", "#1f5fa8", "#00755f", "#8a3f8f", "#7a6200", "#b3335c"];
  const night = ["#ff9c5b", "#7db4f5", "#4cc9a6", "#d79be0", "#dcc04e", "#ff8fb0"];
  return (dark.matches ? night : light)[i % light.length];
}
