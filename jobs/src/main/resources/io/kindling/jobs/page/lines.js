// The chosen head's pattern as lines from each token to those before it.
import {arrows} from "arrows.js";
import {h, s} from "elements.js";
import {css, inkOn, weightColour} from "colours.js";
import {choose, chosen, text} from "model.js";
import {percent} from "numbers.js";

const HEIGHT = 21;
/** Lighter lines are left out: of the chosen token, of the others. */
const LEAST = 0.004;
const LEAST_OF_OTHERS = 0.04;

export function lines() {
  const figure = h("div", {class: "lines"});
  const scroller = h("div", {class: "scroller"}, figure);
  arrows(scroller, "Attention as lines. Up and down choose a token, left and right what it looks at.");

  function draw() {
    const row = text().row(chosen.layer, chosen.head, chosen.token);
    figure.replaceChildren();
    for (let i = 0; i < text().time; i++) {
      figure.append(from(i), h("div", {style: "grid-column: 2"}), to(i, row[i]));
    }
    figure.append(strokes(row));
    reveal();
  }

  /** Scrolls to the chosen token, inside the figure alone. */
  function reveal() {
    const top = chosen.token * HEIGHT;
    if (top < scroller.scrollTop || top > scroller.scrollTop + scroller.clientHeight - HEIGHT) {
      scroller.scrollTop = top - scroller.clientHeight / 2;
    }
  }

  return {element: scroller, draw};
}

function from(token) {
  return h("div", {
    class: "from",
    "data-chosen": token === chosen.token,
    onclick: () => choose({token}),
  }, text().shown(token));
}

function to(token, weight) {
  const isSeen = token <= chosen.token;
  const ground = isSeen && weight > 0.001 ? weightColour(weight) : null;
  return h("div", {
    class: "to",
    "data-chosen": token === chosen.earlier,
    style: ground ? `background: ${css(ground)}; color: ${inkOn(ground)}` : null,
    onclick: () => isSeen && choose({token: chosen.token, earlier: token}),
  }, h("span", {}, text().shown(token)), h("span", {class: "number small"}, isSeen && weight >= 0.001 ? percent(weight) : ""));
}

function strokes(row) {
  const time = text().time;
  const svg = s("svg", {viewBox: `0 0 100 ${time * HEIGHT}`, preserveAspectRatio: "none", height: time * HEIGHT, "aria-hidden": "true"});
  for (let token = 0; token < time; token++) {
    if (token !== chosen.token) {
      text().row(chosen.layer, chosen.head, token).forEach((weight, earlier) => {
        if (weight >= LEAST_OF_OTHERS) {
          svg.append(stroke(token, earlier, "var(--quiet)", 0.3 * weight, 1));
        }
      });
    }
  }
  row.forEach((weight, earlier) => {
    if (weight >= LEAST) {
      svg.append(stroke(chosen.token, earlier, "var(--accent)", 0.25 + 0.75 * weight, 1 + 4 * weight));
    }
  });
  return svg;
}

function stroke(token, earlier, colour, opacity, width) {
  const [start, end] = [token, earlier].map((place) => (place + 0.5) * HEIGHT);
  return s("path", {
    d: `M0 ${start} C50 ${start} 50 ${end} 100 ${end}`,
    fill: "none",
    stroke: colour,
    "stroke-opacity": opacity.toFixed(3),
    "stroke-width": width.toFixed(2),
    "vector-effect": "non-scaling-stroke",
  });
}
