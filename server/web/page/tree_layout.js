// Where the segments of a sweep stand in the picture of its tree: physical
// time to the right, a row for each branch.

// How wide a segment is drawn: grows with the logarithm of its physical time,
// so that a hold of 1 ps and a quench of 2 ns are both seen.
function widthOf(picoseconds) {
  return picoseconds > 0 ? 14 + 22 * Math.log10(1 + picoseconds) : 10;
}

// tree: columns of equally long lists (parent, continues, ps, measurement).
// Gives x0, x1 (pixels), row for each segment, `order` (as drawn, top to
// bottom), rows and width. Work without physical time, like measurements, is a
// mark at the state that it starts from.
export function layOut(tree) {
  const n = tree.parent.length;
  const first = new Int32Array(n).fill(-1);
  const next = new Int32Array(n).fill(-1);
  const last = new Int32Array(n).fill(-1);
  const roots = [];
  const x0 = new Float64Array(n);
  const x1 = new Float64Array(n);
  const from = new Int32Array(n);
  for (let i = 0; i < n; ++i) {
    // A longer stretch under the same law is drawn from the end of the shorter.
    from[i] = tree.continues[i] >= 0 ? tree.continues[i] : tree.parent[i];
    const p = from[i];
    if (p < 0) {
      roots.push(i);
    } else {
      if (first[p] < 0) first[p] = i;
      else next[last[p]] = i;
      last[p] = i;
    }
    x0[i] = p < 0 ? 0 : x1[p];
    const passed = tree.ps[i] - (tree.continues[i] >= 0
      ? tree.ps[tree.continues[i]] : 0);
    x1[i] = tree.measurement[i] ? x0[i] : x0[i] + widthOf(passed);
  }
  const row = new Int32Array(n);
  const order = [];
  const marks = new Int32Array(n);  // position among the marks of one state
  const markOn = new Uint8Array(n);  // marks stand above this segment
  let rows = 0;
  // Depth first; what ends where it begins stands on the row of its state.
  const stack = roots.reverse().map((i) => [i, -1]);
  while (stack.length > 0) {
    const [i, given] = stack.pop();
    row[i] = given >= 0 ? given : rows++;
    order.push(i);
    const branches = [];
    let seen = 0;
    for (let k = first[i]; k >= 0; k = next[k]) {
      if (tree.measurement[k] && first[k] < 0) {
        row[k] = row[i];
        marks[k] = seen++;
        // They begin where it ends, above whatever goes on there.
        for (let b = first[i]; b >= 0; b = next[b]) markOn[b] = 1;
        order.push(k);
      } else {
        branches.push(k);
      }
    }
    // The first branch goes on in the row; the others get rows of their own.
    for (let b = branches.length - 1; b >= 0; --b) {
      stack.push([branches[b], b === 0 ? row[i] : -1]);
    }
  }
  let width = 0;
  for (let i = 0; i < n; ++i) width = Math.max(width, x1[i]);
  return {x0, x1, row, order, marks, markOn, from, rows, width};
}
