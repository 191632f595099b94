// The chosen head's pattern, large: as a grid or as lines, with the weight of the pair under the pointer.
import {arrows} from "arrows.js";
import {byId, choice, h, onWidth} from "elements.js";
import {colour, gradient, onScheme} from "colours.js";
import {pixels} from "heads.js";
import {lines} from "lines.js";
import {choose, chosen, onChoice, text} from "model.js";
import {percent} from "numbers.js";

const LABEL = 96;
const SMALLEST_LABELLED = 11;

export function pattern() {
  const says = h("p", {class: "says", role: "status"});
  const stages = {grid: grid(), lines: lines()};
  const body = h("div");
  const legend = h("div", {class: "legend", "aria-hidden": "true"},
    "0", h("span", {class: "ramp"}), "100 %", h("span", {}, "colour goes by the square root"));
  let view = "grid";
  byId("view").append(choice("View", [["Grid", "grid"], ["Lines", "lines"]], view, (name) => {
    view = name;
    body.replaceChildren(stages[view].element);
    stages[view].draw();
  }));
  const habit = h("p", {class: "small quiet"});
  body.append(stages.grid.element);
  byId("pattern").append(body, says, habit, legend);
  onChoice(() => {
    byId("h-pattern").textContent = `Layer ${chosen.layer + 1}, head ${chosen.head + 1}`;
    stages[view].draw();
    says.replaceChildren(...sentence(chosen.token, chosen.earlier));
    habit.textContent = habits();
  });
  const ramp = legend.querySelector(".ramp");
  const paint = () => (ramp.style.background = gradient());
  paint();
  onScheme(() => {
    paint();
    stages[view].draw();
  });
}

function sentence(token, earlier) {
  const weight = text().row(chosen.layer, chosen.head, token)[earlier];
  return [h("b", {}, text().shown(token)), ` (token ${token + 1}) looks at `, h("b", {}, text().shown(earlier)),
    ` (token ${earlier + 1}) with ${percent(weight)} of its attention.`];
}

/** Where this head looks on the average of all tokens but the first two. */
function habits() {
  const {ids, time} = text();
  const sums = {before: 0, first: 0, itself: 0, repeat: 0, repeats: 0};
  const seen = new Map(ids.slice(0, 2).map((id, token) => [id, token]));
  for (let token = 2; token < time; token++) {
    const row = text().row(chosen.layer, chosen.head, token);
    sums.before += row[token - 1];
    sums.first += row[0];
    sums.itself += row[token];
    if (seen.has(ids[token])) {
      sums.repeats++;
      sums.repeat += row[seen.get(ids[token]) + 1];
    }
    seen.set(ids[token], token);
  }
  const mean = (sum) => percent(sum / Math.max(1, time - 2));
  const induction = sums.repeats
    ? `; where a token has come before, ${percent(sums.repeat / sums.repeats)} on what followed it then (induction)` : "";
  return `On average this head spends ${mean(sums.before)} on the token before, ${mean(sums.first)} on the first one and `
    + `${mean(sums.itself)} on the token itself${induction}.`;
}

function grid() {
  const canvas = h("canvas");
  const tip = h("div", {class: "tip", "aria-hidden": "true", hidden: true});
  const stage = h("div", {class: "stage"}, canvas, tip);
  arrows(stage, "Attention pattern. Up and down choose a token, left and right what it looks at.");
  let width = 0;

  /** Where the cells are, in CSS pixels. */
  function place() {
    const time = text().time;
    const hasLabels = (width - LABEL) / time >= SMALLEST_LABELLED;
    const margin = hasLabels ? LABEL : 0;
    const cell = Math.min(34, (width - margin) / time);
    return {time, hasLabels, margin, cell, size: margin + cell * time};
  }

  function draw() {
    if (!width) {
      return;
    }
    const {time, hasLabels, margin, cell, size} = place();
    const scale = devicePixelRatio;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(size * scale);
    canvas.style.height = `${size}px`;
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    const small = new OffscreenCanvas(time, time);
    const smallContext = small.getContext("2d");
    smallContext.putImageData(pixels(smallContext, chosen.layer, chosen.head), 0, 0);
    context.imageSmoothingEnabled = cell * scale < 1;
    context.drawImage(small, margin, margin, cell * time, cell * time);
    frame(context, margin, cell);
    if (hasLabels) {
      labels(context, margin, cell);
    }
  }

  /** The staircase above which nothing is seen, and the chosen row, column and pair. */
  function frame(context, margin, cell) {
    const time = text().time;
    context.strokeStyle = colour("line");
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(margin, margin);
    for (let i = 0; i < time; i++) {
      context.lineTo(margin + (i + 1) * cell, margin + i * cell);
      context.lineTo(margin + (i + 1) * cell, margin + (i + 1) * cell);
    }
    context.lineTo(margin, margin + time * cell);
    context.closePath();
    context.stroke();
    context.strokeStyle = colour("accent");
    context.lineWidth = 1.5;
    context.strokeRect(margin, margin + chosen.token * cell, (chosen.token + 1) * cell, cell);
    context.lineWidth = 2.5;
    context.strokeRect(margin + chosen.earlier * cell - 1, margin + chosen.token * cell - 1, cell + 2, cell + 2);
  }

  function labels(context, margin, cell) {
    context.font = `${Math.min(13, cell - 1)}px ${colour("mono")}`;
    context.textBaseline = "middle";
    text().ids.forEach((_, i) => {
      const name = cut(text().shown(i));
      const middle = margin + (i + 0.5) * cell;
      context.textAlign = "right";
      context.fillStyle = colour(i === chosen.token ? "accent" : "ink");
      context.fillText(name, margin - 6, middle);
      context.save();
      context.translate(middle, margin - 6);
      context.rotate(-Math.PI / 2);
      context.textAlign = "left";
      context.fillStyle = colour(i === chosen.earlier ? "accent" : "ink");
      context.fillText(name, 0, 0);
      context.restore();
    });
  }

  /** The pair under the pointer, if it is one. */
  function under(event) {
    const {time, margin, cell} = place();
    const box = canvas.getBoundingClientRect();
    const earlier = Math.floor((event.clientX - box.left - margin) / cell);
    const token = Math.floor((event.clientY - box.top - margin) / cell);
    return earlier >= 0 && earlier <= token && token < time ? {token, earlier} : null;
  }

  canvas.onpointermove = (event) => {
    const pair = under(event);
    tip.hidden = !pair;
    if (pair) {
      const box = canvas.getBoundingClientRect();
      const weight = text().row(chosen.layer, chosen.head, pair.token)[pair.earlier];
      tip.textContent = `${text().shown(pair.token)} → ${text().shown(pair.earlier)}  ${percent(weight)}`;
      tip.style.left = `${Math.min(Math.max(event.clientX - box.left, 70), width - 70)}px`;
      tip.style.top = `${event.clientY - box.top}px`;
    }
  };
  canvas.onpointerleave = () => (tip.hidden = true);
  canvas.onclick = (event) => {
    const pair = under(event);
    if (pair) {
      choose(pair);
    }
  };
  onWidth(stage, (now) => {
    width = now;
    draw();
  });
  return {element: stage, draw};
}

function cut(name) {
  return name.length > 12 ? name.slice(0, 11) + "…" : name;
}
