// All heads of all layers as thumbnails, one of them chosen.
import {byId, h, radios} from "elements.js";
import {onScheme, packedRamp} from "colours.js";
import {choose, chosen, model, onChoice, text} from "model.js";

export function heads() {
  const items = [];
  const grid = h("div", {
    class: "heads",
    "aria-labelledby": "h-heads",
    style: `grid-template-columns: 1.6rem repeat(${model.heads}, minmax(0, 112px))`,
  }, h("span"), ...Array.from({length: model.heads}, (_, i) => h("span", {class: "name"}, String(i + 1))));
  for (let layer = 0; layer < model.layers; layer++) {
    grid.append(h("span", {class: "name layer"}, String(layer + 1)));
    for (let head = 0; head < model.heads; head++) {
      const item = h("button", {type: "button", class: "head", "aria-label": `Layer ${layer + 1}, head ${head + 1}`}, h("canvas"));
      items.push(item);
      grid.append(item);
    }
  }
  byId("heads").append(grid, h("p", {class: "small quiet"}, "Rows are layers, columns are heads."));
  const show = radios(grid, items, model.heads, (i) => choose({layer: Math.floor(i / model.heads), head: i % model.heads}));
  const drawAll = () => items.forEach((item, i) => draw(item.firstChild, Math.floor(i / model.heads), i % model.heads));
  let isDrawn = false;
  onChoice((changed) => {
    if (!isDrawn || changed.has("text")) {
      isDrawn = true;
      drawAll();
    }
    show(chosen.layer * model.heads + chosen.head);
  });
  onScheme(drawAll);
}

/** A pixel for each pair of tokens. */
function draw(canvas, layer, head) {
  const time = text().time;
  canvas.width = time;
  canvas.height = time;
  canvas.className = time < 112 ? "crisp" : "";
  const context = canvas.getContext("2d");
  context.putImageData(pixels(context, layer, head), 0, 0);
}

/** A head's pattern as an image of one pixel a pair, straight from its bytes: those are square roots, as colours are. */
export function pixels(context, layer, head) {
  const {time, weights} = text();
  const image = context.createImageData(time, time);
  const points = new Uint32Array(image.data.buffer);
  const colours = packedRamp();
  let at = ((layer * model.heads + head) * (time * (time + 1))) / 2;
  for (let token = 0; token < time; token++) {
    for (let earlier = 0; earlier <= token; earlier++) {
      points[token * time + earlier] = colours[weights[at++]];
    }
  }
  return image;
}
