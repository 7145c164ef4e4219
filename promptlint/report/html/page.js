"use strict";
// All of this is a convenience: without it every block is a stop of the Tab key.
for (const list of document.querySelectorAll(".blocks")) {
  const links = [...list.querySelectorAll("a")];
  const choose = (link) => {
    for (const each of links) each.tabIndex = each === link ? 0 : -1;
  };
  if (links.length) choose(links[0]);
  list.addEventListener("focusin", (event) => {
    list.classList.remove("quiet");
    choose(event.target.closest("a"));
  });
  list.addEventListener("pointerover", () => list.classList.remove("quiet"));
  list.addEventListener("keydown", (event) => {
    const at = links.indexOf(event.target.closest("a"));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (event.key === "Escape") list.classList.add("quiet");
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (links[to]) links[to].focus();
  });
}
const unfold = () => {
  const row = document.getElementById(location.hash.slice(1));
  const folded = row && row.closest("details");
  if (folded) {
    folded.open = true;
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
  }
};
addEventListener("hashchange", unfold);
unfold();
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details")) each.open = true;
});
