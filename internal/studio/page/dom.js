// Small functions on the document.

export const byId = (id) => document.getElementById(id)

// element makes an element with properties, attributes (names with a hyphen, role and scope) and children.
export function element(tag, properties = {}, ...children) {
  const e = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role' || name === 'scope') e.setAttribute(name, value)
    else e[name] = value
  }
  e.append(...children)
  return e
}

// setText changes the text of an element only if it differs, so that screen readers do not read it again.
export function setText(e, text) {
  if (e.textContent !== text) e.textContent = text
}

// report shows a problem at the top of the page; an empty text removes it.
export function report(text) {
  const box = byId('problem')
  setText(box, text)
  box.hidden = !text
}
