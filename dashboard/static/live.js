// Keeps the page's changing part up to date. Without it the page works by reloading.
const part = document.querySelector("[data-live]");
const lost = document.querySelector(".lost");
let source = null;

// A browser keeps six connections to one desk: a page that nobody looks at gives its own back.
function follow() {
  if (document.hidden) {
    source?.close();
    source = null;
  } else if (!source) {
    source = new EventSource(part.dataset.live);
    source.onopen = () => (lost.hidden = true);
    source.onmessage = (event) => show(event.data);
    source.onerror = (event) => missed(event.target);
  }
}

// The browser tries again by itself unless it was answered with an error.
function missed(broken) {
  lost.hidden = broken !== source;
  if (broken === source && broken.readyState === EventSource.CLOSED) {
    source = null;
    setTimeout(follow, 3000);
  }
}

function show(html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const wasSeen = isSeen(lastTurn());
  patch(part, fresh);
  if (wasSeen) lastTurn()?.scrollIntoView({ block: "nearest" });
}

// Only what differs is replaced, so that selected words and the keyboard's place stay.
function patch(old, fresh) {
  const news = [...fresh.childNodes];
  while (old.childNodes.length > news.length) old.lastChild.remove();
  news.forEach((child, place) => {
    const known = old.childNodes[place];
    if (!known) old.append(child);
    else if (known.isEqualNode(child)) return;
    else if (known.cloneNode(false).isEqualNode(child.cloneNode(false)) && child.firstChild) patch(known, child);
    else known.replaceWith(child);
  });
}

function lastTurn() {
  return part.querySelector(".turns li:last-child");
}

function isSeen(element) {
  const box = element?.getBoundingClientRect();
  return Boolean(box) && box.bottom >= 0 && box.bottom <= innerHeight;
}

if (part) {
  follow();
  document.addEventListener("visibilitychange", follow);
}
