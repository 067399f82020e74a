// Map: a sign where incidents were, a broken ring about an area, a hatched country where no more is known.
// Degrees are drawn as on a cylinder that is true to shape at the middle latitude, so that a part of the map that is
// chosen is a box of degrees.

import { CLASSES, counted, tip, told, total } from "./signs.js";

const RADII_KM = { district: 25, province: 100, region: 250 };
const KM_PER_DEGREE = 111.2;
// Pixels between the middles of two spots that are one sign in any case, between the edges of two signs, and beyond the
// edges of the map where signs still reach into it.
const NEAR = 16;
const GAP = 2;
const EDGE = 60;
// Areas of signs in square pixels: of the least and of the most incidents, and from which on a number fits in.
const SMALLEST = 60;
const LARGEST = 540;
const NUMBERED = 190;
// Where on the rim of a ring its sign is tried, from the top to both sides.
const TURNS = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6].map((step) => (step * Math.PI) / 6);
const NARROWEST = 6;
// Pixels that a sign on the rim of a ring, or at the edge of what is fitted, needs beyond it.
const SIGN = 26;
const [LON, LAT, PRECISION, COUNTRY, NAME, COUNTS] = [0, 1, 2, 3, 4, 5];
const SHAPES = [d3.symbolCircle, d3.symbolSquare, d3.symbolDiamond, d3.symbolTriangle];
// How far each shape reaches from its middle, as a share of the root of its area.
const REACHES = [0.565, 0.708, 0.931, 0.878];

export class IncidentMap {
  // chosen(box) is called with "west,south,east,north" or "", picked(spot) with a single place.
  constructor(svg, world, { chosen, picked }) {
    this.svg = d3.select(svg);
    this.node = svg;
    this.world = world;
    this.chosen = chosen;
    this.picked = picked;
    this.tip = tip(svg.parentElement);
    this.shapes = new Map(world.features.map((feature) => [feature.id, feature]));
    this.spots = [];
    this.box = "";
    this.narrow = 1;
    this.fitted = false;
    this.choosing = false;
    this.build();
    new ResizeObserver(() => this.resize()).observe(svg);
  }

  build() {
    const defs = this.svg.append("defs");
    for (const name of CLASSES) {
      const hatch = defs.append("pattern").attr("id", `hatch-${name}`).attr("patternUnits", "userSpaceOnUse");
      hatch.attr("width", 7).attr("height", 7).attr("patternTransform", "rotate(45)");
      hatch.append("line").attr("y2", 7).attr("class", `hatch ${name}`);
    }
    this.land = this.svg.append("g").attr("class", "land");
    this.areas = this.svg.append("g").attr("class", "areas");
    this.signs = this.svg.append("g").attr("class", "signs");
    this.frame = this.svg.append("rect").attr("class", "chosen").attr("visibility", "hidden");
    this.brushing = this.svg.append("g").attr("class", "brush").attr("display", "none");
    this.brush = d3.brush().on("end", (event) => this.brushed(event));
    // A wheel turned over the map scrolls the page, and one finger too, unless the map is asked for with Ctrl or two.
    this.zoom = d3
      .zoom()
      .scaleExtent([0.5, 600])
      .filter((event) => {
        if (this.choosing) return false;
        if (event.type === "wheel") return event.ctrlKey;
        return event.touches ? event.touches.length > 1 : !event.button;
      })
      .on("zoom", () => this.place());
    this.svg.call(this.zoom).on("dblclick.zoom", null);
  }

  resize() {
    const width = Math.max(280, Math.round(this.node.clientWidth));
    if (width === this.width) return;
    this.width = width;
    this.height = Math.round(Math.min(390, Math.max(240, width * 0.5)));
    this.svg.attr("viewBox", `0 0 ${this.width} ${this.height}`);
    this.brush.extent([[0, 0], [this.width, this.height]]);
    this.brushing.call(this.brush);
    this.fit();
  }

  show(spots, box) {
    this.spots = spots;
    this.box = box;
    if (!this.width) this.resize();
    if (this.fitted) this.draw();
    else this.fit();
  }

  // The part of the world in which the incidents are, or all of it: with rings and signs whole, and below the tools.
  fit() {
    if (!this.width) return;
    const middles = this.bounds(() => 0);
    this.narrow = Math.max(Math.cos((((middles.south + middles.north) / 2) * Math.PI) / 180), 0.4);
    this.drawLand();
    const { west, south, east, north } = this.bounds(degrees);
    const wide = Math.max((east - west) * this.narrow, NARROWEST);
    const high = Math.max(north - south, NARROWEST / 2);
    const top = this.toolsEnd() + SIGN;
    const k = Math.min((this.width - 2 * SIGN) / wide, (this.height - top - SIGN) / high);
    const x = this.width / 2 - ((west + east) / 2) * this.narrow * k;
    const y = (top + this.height - SIGN) / 2 + ((south + north) / 2) * k;
    this.fitted = this.spots.length > 0;
    this.svg.call(this.zoom.transform, d3.zoomIdentity.translate(x, y).scale(k));
  }

  // Edges, in degrees, of the spots with so many degrees about each, and of hatched countries.
  bounds(about) {
    const boxes = this.spots.map((spot) => {
      const [lon, lat, tall] = [spot[LON], spot[LAT], about(spot)];
      return this.hatched(spot) ? this.corners(spot[COUNTRY]) : around(lon, lat, tall / this.narrow, tall);
    });
    if (!boxes.length) boxes.push([[-170, -56], [180, 75]]);
    const points = boxes.flat();
    const [west, east] = d3.extent(points, (point) => point[0]);
    const [south, north] = d3.extent(points, (point) => point[1]);
    return { west, south, east, north };
  }

  // How far down, in pixels, the buttons lie over the map.
  toolsEnd() {
    const tools = this.node.parentElement.querySelector(".tools");
    return Math.max(0, tools.getBoundingClientRect().bottom - this.node.getBoundingClientRect().top);
  }

  // Corners of the largest piece of a country: islands far away would leave no room for it.
  corners(code) {
    const rings = this.shapes.get(code).geometry.coordinates.map((polygon) => polygon[0]);
    const [west, east] = d3.extent(rings[0], (point) => point[0]);
    const [south, north] = d3.extent(rings[0], (point) => point[1]);
    return [[west, south], [east, north]];
  }

  hatched(spot) {
    return spot[PRECISION] === "country" && this.shapes.has(spot[COUNTRY]);
  }

  drawLand() {
    const narrow = this.narrow;
    const path = d3.geoPath(
      d3.geoTransform({
        point(lon, lat) {
          this.stream.point(lon * narrow, -lat);
        },
      }),
    );
    path.digits(3);
    this.land
      .selectAll("path")
      .data(this.world.features, (feature) => feature.id)
      .join("path")
      .attr("d", path);
    this.outline = path;
  }

  at(lon, lat) {
    const view = d3.zoomTransform(this.node);
    return [lon * this.narrow * view.k + view.x, -lat * view.k + view.y];
  }

  place() {
    this.land.attr("transform", d3.zoomTransform(this.node));
    this.draw();
  }

  draw() {
    // What is pointed at may be another sign now, or none.
    this.tip.hide();
    const countries = new Map();
    const points = [];
    const areas = [];
    for (const spot of this.spots) {
      if (this.hatched(spot)) {
        const held = countries.get(spot[COUNTRY]) ?? { spot, counts: [0, 0, 0, 0] };
        held.counts = held.counts.map((count, place) => count + spot[COUNTS + place]);
        countries.set(spot[COUNTRY], held);
      } else if (spot[PRECISION] === "city" || spot[PRECISION] === "point") points.push(spot);
      else areas.push(spot);
    }
    this.drawCountries([...countries.values()]);
    this.drawSigns(this.clusters(areas, true), this.clusters(points, false));
    this.drawBox();
  }

  drawCountries(countries) {
    const view = d3.zoomTransform(this.node);
    this.areas
      .selectAll("path.country")
      .data(countries, (one) => one.spot[COUNTRY])
      .join("path")
      .attr("class", "country")
      .attr("d", (one) => this.outline(this.shapes.get(one.spot[COUNTRY])))
      .attr("transform", view)
      .attr("fill", (one) => `url(#hatch-${CLASSES[leading(one.counts)]})`)
      .on("pointermove", (event, one) => this.tip.show(event, `${this.nameOf(one.spot[COUNTRY])}, no more known: ${this.words(one.counts)}`))
      .on("pointerleave", () => this.tip.hide())
      .on("click", (_event, one) => this.picked({ name: "", country: one.spot[COUNTRY] }));
    // Hatches are drawn in degrees, since they lie in the country's own measure.
    d3.select(this.node).selectAll("pattern").attr("width", 7 / view.k).attr("height", 7 / view.k);
    d3.select(this.node).selectAll("pattern line").attr("y2", 7 / view.k).style("stroke-width", 2 / view.k);
  }

  nameOf(code) {
    return this.shapes.get(code)?.properties.name ?? code;
  }

  words(counts) {
    return `${counted(total(counts), "incident")} (${told(counts)})`;
  }

  // Spots in view, those near to each other on the screen made one: spots come with those of most incidents first, and
  // each joins the first that it is near to.
  clusters(spots, areas) {
    const found = [];
    for (const spot of spots) {
      const [x, y] = this.at(spot[LON], spot[LAT]);
      if (x < -EDGE || y < -EDGE || x > this.width + EDGE || y > this.height + EDGE) continue;
      const counts = spot.slice(COUNTS);
      const near = found.find((one) => (one.x - x) ** 2 + (one.y - y) ** 2 < NEAR ** 2);
      if (near) unite(near, { counts, spots: [spot] });
      else found.push({ key: `${areas} ${spot.slice(0, COUNTS)}`, areas, x, y, counts, spots: [spot] });
    }
    return found;
  }

  // The same with signs as large as they are drawn: those that would touch are made one, until none does.
  apart(clusters, size) {
    let before = clusters;
    for (;;) {
      const after = [];
      for (const one of before.sort((a, b) => total(b.counts) - total(a.counts))) {
        const near = after.find((other) => touch(one, reach(one, size), other, reach(other, size)));
        if (near) unite(near, one);
        else after.push(one);
      }
      if (after.length === before.length) return after;
      before = after;
    }
  }

  ring(cluster) {
    const view = d3.zoomTransform(this.node);
    return Math.max(8, d3.max(cluster.spots, degrees) * view.k);
  }

  // Where the sign of an area stands: on the rim of its ring, for at its middle it would look like a place, and there
  // where it touches no other sign. Without such a place, none.
  onRim(area, placed, size) {
    const own = reach(area, size);
    for (const out of [0, own, 2 * own]) {
      const radius = this.ring(area) + out;
      for (const turn of TURNS) {
        const spot = { x: area.x + radius * Math.sin(turn), y: area.y - radius * Math.cos(turn) };
        if (!placed.some((other) => touch(spot, own, other.sign, reach(other, size)))) return spot;
      }
    }
    return null;
  }

  drawSigns(areas, points) {
    // The area of a sign grows with the root of the count: else few places would hide all others. Numbers where there is room.
    const most = Math.max(d3.max([...areas, ...points], (one) => total(one.counts)) ?? 0, 12);
    const size = (one) => SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(Math.min(1, total(one.counts) / most));
    const placed = this.apart(points, size).map((one) => Object.assign(one, { sign: { x: one.x, y: one.y } }));
    const rings = this.apart(areas, size);
    for (const area of rings) {
      area.sign = this.onRim(area, placed, size);
      if (area.sign) placed.push(area);
    }
    this.drawRings(rings);
    const groups = this.signs.selectAll("g").data(placed, (one) => one.key);
    const made = groups.join((enter) => {
      const group = enter.append("g");
      group.append("path");
      group.append("text").attr("text-anchor", "middle");
      return group;
    });
    made
      .attr("class", (one) => `sign ${CLASSES[leading(one.counts)]}`)
      .attr("transform", (one) => `translate(${one.sign.x.toFixed(1)},${one.sign.y.toFixed(1)})`)
      .attr("data-reach", (one) => reach(one, size).toFixed(1));
    this.telling(made);
    made.select("path").attr("d", (one) => d3.symbol(SHAPES[leading(one.counts)], size(one))());
    made
      .select("text")
      .attr("dy", (one) => (leading(one.counts) === 3 ? "0.5em" : "0.35em"))
      .text((one) => (size(one) > NUMBERED ? total(one.counts).toLocaleString("en") : ""));
  }

  drawRings(areas) {
    const rings = this.areas
      .selectAll("circle")
      .data(areas, (one) => one.key)
      .join("circle")
      .attr("class", (one) => `ring ${CLASSES[leading(one.counts)]}`)
      .attr("cx", (one) => one.x)
      .attr("cy", (one) => one.y)
      .attr("r", (one) => this.ring(one));
    this.telling(rings);
  }

  telling(drawn) {
    drawn
      .on("pointermove", (event, one) => this.tip.show(event, this.tell(one)))
      .on("pointerleave", () => this.tip.hide())
      .on("click", (_event, one) => this.open(one));
  }

  tell(cluster) {
    const [first] = cluster.spots;
    const more = cluster.spots.length - 1;
    const where = `${first[NAME] ?? this.nameOf(first[COUNTRY])}${more ? ` and ${counted(more, "place")} near it` : ""}`;
    const about = cluster.areas && !more ? `, somewhere in this ${first[PRECISION]}` : "";
    return `${where}${about}: ${this.words(cluster.counts)}`;
  }

  open(cluster) {
    const [spot] = cluster.spots;
    if (cluster.spots.length === 1) this.picked({ name: spot[NAME] ?? "", country: spot[COUNTRY] ?? "" });
    else this.svg.call(this.zoom.scaleBy, 2.5, [cluster.x, cluster.y]);
  }

  nearer(factor) {
    this.svg.call(this.zoom.scaleBy, factor);
  }

  choose(on) {
    this.choosing = on;
    this.brushing.attr("display", on ? null : "none");
    if (!on) this.brushing.call(this.brush.move, null);
  }

  brushed(event) {
    if (!event.sourceEvent || !event.selection) return;
    const view = d3.zoomTransform(this.node);
    const [[left, top], [right, bottom]] = event.selection;
    const lon = (x) => Math.max(-180, Math.min(180, (x - view.x) / view.k / this.narrow));
    const lat = (y) => Math.max(-90, Math.min(90, (view.y - y) / view.k));
    const digits = view.k > 100 ? 3 : 2;
    this.chosen([lon(left), lat(bottom), lon(right), lat(top)].map((edge) => +edge.toFixed(digits)).join(","));
  }

  drawBox() {
    const edges = this.box ? this.box.split(",").map(Number) : [];
    this.frame.attr("visibility", edges.length === 4 ? "visible" : "hidden");
    if (edges.length !== 4) return;
    const [x, bottom] = this.at(edges[0], edges[1]);
    const [right, y] = this.at(edges[2], edges[3]);
    this.frame.attr("x", x).attr("y", y).attr("width", Math.max(0, right - x)).attr("height", Math.max(0, bottom - y));
  }
}

// Degrees of latitude from the middle of a spot to its ring; none about a place.
function degrees(spot) {
  const precision = spot[PRECISION];
  if (precision === "city" || precision === "point") return 0;
  return (RADII_KM[precision] ?? (precision === "country" ? 25 : 100)) / KM_PER_DEGREE;
}

const around = (lon, lat, wide, high) => [[lon - wide, lat - high], [lon + wide, lat + high]];

const reach = (one, size) => REACHES[leading(one.counts)] * Math.sqrt(size(one));

const touch = (one, ownReach, other, otherReach) => Math.hypot(one.x - other.x, one.y - other.y) < ownReach + otherReach + GAP;

function unite(one, other) {
  one.counts = one.counts.map((count, place) => count + other.counts[place]);
  one.spots.push(...other.spots);
}

// The class that most are of; of equal ones the one nearer to conflict.
function leading(counts) {
  let best = 3;
  for (const place of [2, 1, 0]) if (counts[place] > counts[best]) best = place;
  return best;
}
