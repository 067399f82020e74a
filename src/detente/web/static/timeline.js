// Time line: a bar a day, week or month; cooperation stands above the line and conflict below, material acts next to
// it and verbal ones farther out. Dragging over days chooses them.

import { CLASSES, counted, tip, told, total } from "./signs.js";

const HEIGHT = 150;
const MARGIN = { top: 8, right: 26, bottom: 22, left: 36 };
const DAY = 86_400_000;
// Of each bar from the line outwards: the class, by its place among QUADS, and upwards or downwards.
const STACK = [[1, 1], [0, 1], [3, -1], [2, -1]];

const day = (text) => new Date(`${text}T00:00:00Z`);
const text = (date) => date.toISOString().slice(0, 10);

export class TimeLine {
  // chosen(since, until) is called with two days, or two empty texts where nothing is chosen any more.
  constructor(svg, chosen) {
    this.svg = d3.select(svg);
    this.node = svg;
    this.chosen = chosen;
    this.tip = tip(svg.parentElement);
    this.bars = this.svg.append("g");
    this.axis = this.svg.append("g").attr("class", "axis");
    this.counts = this.svg.append("g").attr("class", "axis");
    this.zero = this.svg.append("line").attr("class", "zero");
    this.brushing = this.svg.append("g").attr("class", "brush");
    this.brush = d3
      .brushX()
      .on("start", (event) => (this.dragging = Boolean(event.sourceEvent)))
      .on("end", (event) => this.brushed(event));
    new ResizeObserver(() => this.resize()).observe(svg);
  }

  resize() {
    const width = Math.max(280, Math.round(this.node.clientWidth));
    if (width === this.width) return;
    this.width = width;
    this.svg.attr("viewBox", `0 0 ${width} ${HEIGHT}`);
    if (this.line !== undefined) this.show(this.line, this.since, this.until);
  }

  show(line, since, until) {
    // What comes while days are being dragged over waits: it would take the drag out of the hand.
    this.waiting = this.dragging ? () => this.show(line, since, until) : null;
    if (this.waiting) return undefined;
    Object.assign(this, { line, since, until });
    this.tip.hide();
    if (!this.width) return this.resize();
    if (!line) {
      this.svg.selectAll("g").selectAll("*").remove();
      this.zero.attr("visibility", "hidden");
      return undefined;
    }
    const range = [MARGIN.left, this.width - MARGIN.right];
    this.x = d3.scaleUtc([day(line.first), new Date(+day(line.last) + DAY)], range).clamp(true);
    this.drawBars(line);
    this.drawBrush();
    return undefined;
  }

  drawBars(line) {
    const sums = line.bars.map((bar) => [bar[2] + bar[3], bar[4] + bar[5]]);
    const up = d3.max(sums, (sum) => sum[0]) ?? 0;
    const down = d3.max(sums, (sum) => sum[1]) ?? 0;
    const y = d3.scaleLinear([-Math.max(down, 1), Math.max(up, 1)], [HEIGHT - MARGIN.bottom, MARGIN.top]);
    const pieces = line.bars.flatMap((bar) => {
      const left = this.x(day(bar[0]));
      const right = this.x(new Date(+day(bar[1]) + DAY));
      const reach = { 1: 0, "-1": 0 };
      return STACK.filter(([quad]) => bar[2 + quad]).map(([quad, way]) => {
        const from = reach[way];
        reach[way] += way * bar[2 + quad];
        const [high, low] = [y(Math.max(from, reach[way])), y(Math.min(from, reach[way]))];
        return { bar, quad, left, width: Math.max(1, right - left - (right - left > 4 ? 1 : 0)), high, low };
      });
    });
    this.bars
      .selectAll("rect")
      .data(pieces, (piece) => `${piece.bar[0]} ${piece.quad}`)
      .join("rect")
      .attr("class", (piece) => CLASSES[piece.quad])
      .attr("x", (piece) => piece.left)
      .attr("width", (piece) => piece.width)
      .attr("y", (piece) => piece.high)
      .attr("height", (piece) => piece.low - piece.high);
    this.zero.attr("visibility", "visible").attr("x1", MARGIN.left).attr("x2", this.width - MARGIN.right);
    this.zero.attr("y1", y(0)).attr("y2", y(0));
    const labels = d3.axisBottom(this.x).ticks(Math.max(3, Math.floor(this.width / 90))).tickSizeOuter(0);
    this.axis.attr("transform", `translate(0,${HEIGHT - MARGIN.bottom})`).call(labels);
    const whole = y.ticks(4).filter(Number.isInteger);
    const numbers = d3.axisLeft(y).tickValues(whole).tickFormat((count) => Math.abs(count).toLocaleString("en"));
    this.counts.attr("transform", `translate(${MARGIN.left},0)`).call(numbers);
  }

  drawBrush() {
    this.brush.extent([[MARGIN.left, 0], [this.width - MARGIN.right, HEIGHT - MARGIN.bottom]]);
    this.brushing.call(this.brush);
    this.brushing
      .select(".overlay")
      .on("pointermove.tip", (event) => this.tell(event))
      .on("pointerleave.tip", () => this.tip.hide());
    const chosen = this.since || this.until;
    const first = this.since ? day(this.since) : day(this.line.first);
    const last = this.until ? new Date(+day(this.until) + DAY) : new Date(+day(this.line.last) + DAY);
    // Days that are the wrong way round, which the workspace refuses, are no stretch of the line.
    this.brushing.call(this.brush.move, chosen && first < last ? [this.x(first), this.x(last)] : null);
  }

  tell(event) {
    const pointed = text(this.x.invert(d3.pointer(event, this.node)[0]));
    const bar = this.line.bars.find((one) => one[0] <= pointed && pointed <= one[1]);
    if (!bar) return this.tip.hide();
    const days = bar[0] === bar[1] ? bar[0] : `${bar[0]} to ${bar[1]}`;
    const counts = bar.slice(2);
    return this.tip.show(event, `${days}: ${counted(total(counts), "incident")} (${told(counts)})`);
  }

  brushed(event) {
    if (!event.sourceEvent) return;
    const days = event.selection && this.daysOf(event.selection);
    this.dragging = false;
    this.waiting?.();
    if (days) this.chosen(...days);
    else if (this.since || this.until) this.chosen("", "");
  }

  // The days of a stretch of the line: those that are halfway in, and at least one.
  daysOf(stretch) {
    const [from, to] = stretch.map((place) => this.x.invert(place));
    const since = text(new Date(+from + DAY / 2));
    return [since, text(new Date(Math.max(+to - DAY / 2, +day(since))))];
  }
}
