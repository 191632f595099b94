// What the score of the chosen pair is made of: query times key, component by component.
import {byId, choice, h, onWidth, s} from "elements.js";
import {signColour} from "colours.js";
import {chosen, onChoice, text} from "model.js";
import {fixed, percent} from "numbers.js";

const BAND = 26;
const BARS = 130;
const NAME = 64;

export function product() {
  let order = "place";
  let width = 0;
  const says = h("p", {class: "says", role: "status"});
  const figure = h("div");
  const detail = h("p", {class: "small quiet"});
  const draw = () => width && show(figure, says, detail, order, width);
  byId("product").append(
    choice("Order of components", [["In their order", "place"], ["Largest first", "size"]], order, (name) => {
      order = name;
      draw();
    }), says, figure, detail);
  onWidth(byId("product"), (now) => {
    width = now;
    draw();
  });
  onChoice(draw);
}

function show(figure, says, detail, order, width) {
  const {layer, head, token, earlier} = chosen;
  const query = text().query(layer, head, token);
  const key = text().key(layer, head, earlier);
  const products = query.map((value, i) => value * key[i]);
  const places = [...products.keys()];
  if (order === "size") {
    places.sort((a, b) => Math.abs(products[b]) - Math.abs(products[a]));
  }
  const sum = products.reduce((total, value) => total + value, 0);
  const weight = text().row(layer, head, token)[earlier];
  says.replaceChildren(
    "The query of ", h("b", {}, text().shown(token)), " and the key of ", h("b", {}, text().shown(earlier)),
    ` make ${fixed(sum, 2)}, over √${query.length} a score of ${fixed(sum / Math.sqrt(query.length), 2)}: `,
    `${percent(weight)} after the softmax.`);
  figure.replaceChildren(picture(query, key, products, places, width));
  const largest = [...products.keys()].sort((a, b) => Math.abs(products[b]) - Math.abs(products[a])).slice(0, 4);
  detail.textContent = "Components that count most: " + largest
    .map((i) => `${i + 1} (${fixed(query[i], 2)} × ${fixed(key[i], 2)} = ${fixed(products[i], 2)})`).join(", ")
    + ". Queries and keys are kept in 8 bits each.";
}

function picture(query, key, products, places, width) {
  const step = (width - NAME) / places.length;
  const most = (values) => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-9);
  const [mostQuery, mostKey, mostProduct] = [query, key, products].map(most);
  const zero = 2 * BAND + 16 + BARS / 2;
  const svg = s("svg", {
    viewBox: `0 0 ${width} ${2 * BAND + 16 + BARS}`,
    role: "img",
    "aria-label": "Components of query and key, and their products",
  });
  [["query", BAND / 2], ["key", BAND * 1.5 + 4], ["product", zero]].forEach(([name, y]) =>
    svg.append(s("text", {x: NAME - 10, y: y + 4, "text-anchor": "end"}, name)));
  places.forEach((i, place) => {
    const x = NAME + place * step;
    const height = (Math.abs(products[i]) / mostProduct) * (BARS / 2);
    const column = {x: x.toFixed(2), width: Math.max(0.8, step - (step > 5 ? 1.5 : 0.3)).toFixed(2)};
    svg.append(s("g", {},
      s("title", {}, `component ${i + 1}: ${fixed(query[i], 3)} × ${fixed(key[i], 3)} = ${fixed(products[i], 3)}`),
      s("rect", {...column, y: 0, height: zero + BARS / 2, fill: "transparent"}),
      s("rect", {...column, y: 0, height: BAND, style: `fill: ${signColour(query[i] / mostQuery)}`}),
      s("rect", {...column, y: BAND + 4, height: BAND, style: `fill: ${signColour(key[i] / mostKey)}`}),
      s("rect", {
        ...column,
        y: (products[i] > 0 ? zero - height : zero).toFixed(2),
        height: height.toFixed(2),
        style: `fill: var(--${products[i] > 0 ? "accent" : "cool"})`,
      })));
  });
  svg.append(s("line", {x1: NAME, x2: width, y1: zero, y2: zero, stroke: "var(--line-strong)"}));
  return svg;
}
