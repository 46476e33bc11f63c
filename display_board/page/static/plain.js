// For a browser in which the page does not come alive: the plain page, which needs no script at all.
setTimeout(function () {
  if (!/\bdrawn\b/.test(document.body.className)) location.replace("/plain");
}, 15000);
