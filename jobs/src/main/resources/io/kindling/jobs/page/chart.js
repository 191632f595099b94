// Lines over steps, or over anything that grows.
import {h, onWidth, s} from "elements.js";

const MARGIN = {top: 10, right: 12, bottom: 30, left: 52};

const widths = {};

/**
 * A figure.
 *
 * @param options title, unit, x (its name), series: {name, colour, points: [[x, y]], faint, dashed, dots, band: [[x, low, high]]},
 *     format(y) and tick(y), height, least and most (of y, where they aren't the data's), log, ticks (of x)
 */
export function chart(asked) {
  const options = {height: asked.wide ? 300 : 220, ...asked};
  const body = h("div", {class: "chart"});
  const keys = h("div", {class: "keys"});
  const figure = h("figure", {class: options.wide ? "wide" : null},
    h("figcaption", {}, options.title, " ", h("span", {class: "unit"}, options.unit ?? "")), body, keys);
  const named = options.series.filter((each) => each.name && each.points.length);
  const legend = () => keys.replaceChildren(...named.map((each) => key(each, named.length > 1 ? each.name : "")));
  legend();
  const kind = options.wide ? "wide" : "narrow";
  const draw = (width) => body.replaceChildren(picture(options, width, keys, named, legend));
  if (widths[kind]) {
    draw(widths[kind]); // as wide as the last one, so that a chart drawn again doesn't blink
  }
  onWidth(body, (width) => {
    widths[kind] = width;
    draw(width);
  });
  return figure;
}

function key(series, text) {
  return text ? h("span", {class: series.dashed ? "dashed" : null, style: `--key: ${series.colour}`}, text) : "";
}

function picture(options, width, keys, named, legend) {
  const drawn = options.series.filter((each) => each.points.length);
  const svg = s("svg", {viewBox: `0 0 ${width} ${options.height}`, height: options.height, role: "img", "aria-label": summary(options, named)});
  if (!drawn.length) {
    svg.append(s("text", {x: width / 2, y: options.height / 2, "text-anchor": "middle"}, "nothing yet"));
    return svg;
  }
  const scale = scales(options, drawn, width);
  axes(svg, options, scale, width);
  drawn.forEach((each) => line(svg, each, scale));
  pointer(svg, options, named, scale, keys, legend, width);
  return svg;
}

/** What a listener hears of it. */
function summary(options, named) {
  const ends = named.map((each) => {
    const [[x0, y0], [x1, y1]] = [each.points[0], each.points[each.points.length - 1]];
    return `${each.name} from ${options.format(y0)} at ${options.x} ${x0} to ${options.format(y1)} at ${x1}`;
  });
  return `${options.title}: ${ends.join("; ") || "nothing yet"}`;
}

function scales(options, drawn, width) {
  const {height: tall} = options;
  const xs = drawn.flatMap((each) => each.points.map((point) => point[0]));
  const ys = drawn.flatMap((each) => [...each.points.map((point) => point[1]), ...(each.band ?? []).flatMap(([, low, high]) => [low, high])])
    .filter((y) => Number.isFinite(y) && (!options.log || y > 0));
  const [x0, x1] = [xs.reduce((a, b) => Math.min(a, b)), xs.reduce((a, b) => Math.max(a, b))];
  let [y0, y1] = [options.least ?? ys.reduce((a, b) => Math.min(a, b), Infinity), options.most ?? ys.reduce((a, b) => Math.max(a, b), -Infinity)];
  if (y0 === y1) {
    [y0, y1] = y0 > 0 ? [0, 1.2 * y1] : [y0 - 1, y1 + 1];
  }
  if (!options.log && options.most === undefined) {
    y1 += 0.05 * (y1 - y0);
  }
  const across = (share) => MARGIN.left + share * (width - MARGIN.left - MARGIN.right);
  const up = (share) => tall - MARGIN.bottom - share * (tall - MARGIN.top - MARGIN.bottom);
  const height = options.log ? (y) => Math.log(y / y0) / Math.log(y1 / y0) : (y) => (y - y0) / (y1 - y0);
  return {x0, x1, y0, y1, x: (x) => across(x1 > x0 ? (x - x0) / (x1 - x0) : 0.5), y: (y) => up(height(y))};
}

/** Round numbers between two. */
export function ticks(from, to, count) {
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((each) => each * power >= rough) ?? 10);
  const found = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
    found.push(Number((i * step).toPrecision(12)));
  }
  return found;
}

function axes(svg, options, scale, width) {
  const heights = options.log ? logTicks(scale.y0, scale.y1) : ticks(scale.y0, scale.y1, 4);
  heights.forEach((y) => svg.append(
    s("line", {x1: MARGIN.left, x2: width - MARGIN.right, y1: scale.y(y), y2: scale.y(y), stroke: "var(--line)"}),
    s("text", {x: MARGIN.left - 8, y: scale.y(y) + 4, "text-anchor": "end"}, (options.tick ?? options.format)(y))));
  const whole = scale.x1 > scale.x0 ? ticks(scale.x0, scale.x1, options.ticks ?? (width < 420 ? 4 : 6)) : [scale.x0];
  whole.forEach((x) => svg.append(
    s("text", {x: scale.x(x), y: options.height - MARGIN.bottom + 17, "text-anchor": "middle"}, new Intl.NumberFormat("en").format(x))));
  svg.append(s("text", {x: width - MARGIN.right, y: options.height - 1, "text-anchor": "end"}, options.x));
}

function logTicks(from, to) {
  const found = [];
  for (let power = 10 ** Math.floor(Math.log10(from)); power <= to; power *= 10) {
    found.push(...[1, 2, 5].map((each) => each * power));
  }
  const inside = found.filter((each) => each >= from && each <= to);
  return inside.length > 6 ? inside.filter((_, i) => i % 3 === 0) : inside;
}

function path(points, scale) {
  return points.filter((point) => Number.isFinite(point[1]))
    .map(([x, y], i) => `${i ? "L" : "M"}${scale.x(x).toFixed(1)} ${scale.y(y).toFixed(1)}`).join("");
}

function line(svg, series, scale) {
  if (series.band) {
    const edge = [...series.band.map(([x, low]) => [x, low]), ...series.band.map(([x, , high]) => [x, high]).reverse()];
    svg.append(s("path", {d: path(edge, scale) + "Z", fill: series.colour, "fill-opacity": 0.16}));
  }
  svg.append(s("path", {
    d: path(series.points, scale),
    fill: "none",
    stroke: series.colour,
    "stroke-width": series.faint ? 1 : 2.2,
    "stroke-opacity": series.faint ? 0.45 : 1,
    "stroke-linejoin": "round",
    "stroke-dasharray": series.dashed ? "2 4" : null,
    "stroke-linecap": "round",
  }));
  if (series.dots || series.points.length === 1) {
    series.points.forEach(([x, y]) => svg.append(s("circle", {cx: scale.x(x), cy: scale.y(y), r: 3.2, fill: series.colour})));
  }
}

/** Under the pointer, or the arrow keys, the keys below the chart read out the values. */
function pointer(svg, options, named, scale, keys, legend, width) {
  const xs = [...new Set(named.flatMap((each) => each.points.map((point) => point[0])))].sort((a, b) => a - b);
  const rule = s("line", {y1: MARGIN.top, y2: options.height - MARGIN.bottom, stroke: "var(--line-strong)", visibility: "hidden"});
  svg.append(rule);
  svg.tabIndex = 0;
  let at = -1;
  function show(i) {
    at = i;
    rule.setAttribute("visibility", "visible");
    rule.setAttribute("x1", scale.x(xs[i]));
    rule.setAttribute("x2", scale.x(xs[i]));
    keys.replaceChildren(`${options.x} ${new Intl.NumberFormat("en").format(xs[i])}`, ...named.map((each) => {
      const point = each.points.find(([x]) => x === xs[i]);
      return key(each, point ? `${named.length > 1 ? each.name + " " : ""}${options.format(point[1])}` : "");
    }));
  }
  function hide() {
    rule.setAttribute("visibility", "hidden");
    legend();
  }
  svg.onpointermove = (event) => {
    const box = svg.getBoundingClientRect();
    const place = ((event.clientX - box.left) * width) / box.width;
    show(xs.reduce((best, x, i) => (Math.abs(scale.x(x) - place) < Math.abs(scale.x(xs[best]) - place) ? i : best), 0));
  };
  svg.onpointerleave = hide;
  svg.onblur = hide;
  svg.onkeydown = (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (step) {
      event.preventDefault();
      show(Math.max(0, Math.min(xs.length - 1, at + step)));
    }
  };
}
