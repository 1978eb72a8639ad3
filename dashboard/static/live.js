// Keeps the page's changing part up to date. Without it the page works by reloading.
for (const part of document.querySelectorAll("[data-live]")) {
  const source = new EventSource(part.dataset.live);
  source.onmessage = (event) => {
    if (event.data === part.dataset.last) return;
    part.dataset.last = event.data;
    const turns = part.querySelector(".turns");
    const atEnd = !turns || turns.scrollHeight - turns.scrollTop - turns.clientHeight < 80;
    const was = turns ? turns.scrollTop : 0;
    part.innerHTML = event.data;
    const fresh = part.querySelector(".turns");
    if (fresh) fresh.scrollTop = atEnd ? fresh.scrollHeight : was;
  };
}
