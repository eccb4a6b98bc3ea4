// The network that the server drew, laid out by d3-force; arrow keys go from node to node.

const { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } = window.d3;

const LABEL = 30; // half of what a node takes with its label, in pixels
const NARROW = 0.5;
const MARGIN = { x: 84, y: 22 };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const drawing = document.querySelector(".graph svg");
if (drawing) {
  const nodes = [...drawing.querySelectorAll(".node")].map(nodeOf);
  const links = [...drawing.querySelectorAll(".tie")].map((line) => ({
    line,
    cross: line.parentElement.querySelector(".strike"), // through what is denied
    source: Number(line.dataset.source),
    target: Number(line.dataset.target),
  }));
  place(nodes, links);
  show(nodes, links);
  for (const node of nodes) {
    for (const when of ["focusin", "pointerenter"]) {
      node.element.addEventListener(when, () => mark(node, links, true));
    }
    for (const when of ["focusout", "pointerleave"]) {
      node.element.addEventListener(when, () => mark(node, links, false));
    }
    node.element.addEventListener("keydown", (event) => go(event, node, nodes));
  }
}

function nodeOf(element) {
  const [x, y] = element.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
  return { element, x, y, size: Number(element.dataset.size) };
}

// All at once, without movement: where a node went is no news to who hasn't seen it elsewhere.
// Labels are wide and low, so the forces work in a space that is narrower by as much.
function place(nodes, links) {
  const [width, height] = room(nodes.length);
  for (const node of nodes) node.x *= NARROW;
  const simulation = forceSimulation(nodes)
    .force("link", forceLink(links).distance(60).strength(0.3))
    .force("charge", forceManyBody().strength(-300))
    .force("room", forceCollide((node) => Math.max(LABEL, node.size + 6)))
    .force("x", forceX((width / 2) * NARROW).strength(0.08))
    .force("y", forceY(height / 2).strength(0.1))
    .stop();
  simulation.tick(300);
  fit(nodes, "x", MARGIN.x, width - MARGIN.x);
  fit(nodes, "y", MARGIN.y, height - 2 * MARGIN.y);
}

// What the drawing takes: the page's width, or as much more as so many labels need.
function room(number) {
  const figure = drawing.parentElement;
  const width = Math.round(Math.max(figure.clientWidth, Math.min(920, 300 + 14 * number)));
  const height = drawing.height.baseVal.value;
  drawing.setAttribute("width", width);
  figure.scrollLeft = (figure.scrollWidth - figure.clientWidth) / 2;
  return [width, height];
}

function fit(nodes, side, from, to) {
  const places = nodes.map((node) => node[side]);
  const [least, most] = [Math.min(...places), Math.max(...places)];
  for (const node of nodes) {
    const share = most > least ? (node[side] - least) / (most - least) : 0.5;
    node[side] = from + share * (to - from);
  }
}

function show(nodes, links) {
  for (const { element, x, y } of nodes) {
    element.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  }
  for (const { line, cross, source, target } of links) {
    const ends = { x1: source.x, y1: source.y, x2: target.x, y2: target.y };
    for (const [name, value] of Object.entries(ends)) line.setAttribute(name, value.toFixed(1));
    const middle = [source.x + target.x, source.y + target.y].map((sum) => (sum / 2).toFixed(1));
    cross?.setAttribute("transform", `translate(${middle.join(" ")})`);
  }
}

function mark(node, links, on) {
  for (const { line, source, target } of links) {
    if (source === node || target === node) line.classList.toggle("near", on);
  }
}

function go(event, from, nodes) {
  const way = ARROWS[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  nearest(from, nodes, way)?.element.focus();
}

// The nearest one that lies rather this way than aside.
function nearest(from, nodes, [right, down]) {
  let best;
  let least = Infinity;
  for (const node of nodes) {
    const [x, y] = [node.x - from.x, node.y - from.y];
    const along = x * right + y * down;
    const aside = Math.abs(x * down) + Math.abs(y * right);
    if (node.element.matches("a") && along > 0 && along >= aside && along + 2 * aside < least) {
      [best, least] = [node, along + 2 * aside];
    }
  }
  return best;
}
