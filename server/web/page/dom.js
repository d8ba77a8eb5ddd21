// Elements without markup: whatever comes from the server becomes text, never
// HTML.

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'class') {
      element.className = value;
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children.flat(Infinity).filter(
      (child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Replaces what is in `parent`.
export function fill(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter(
      (child) => child !== null && child !== undefined && child !== false));
}

// Changes a text only if it differs, so that selections and readers of screens
// are not disturbed.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function announceEmpty(title, hint) {
  return h('div', {class: 'empty'}, h('p', {class: 'empty-title'}, title),
      h('p', {}, hint));
}
