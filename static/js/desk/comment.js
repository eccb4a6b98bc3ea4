// Words selected in the body stand in the comment's passage. Without it one copies them.

const body = document.getElementById("id_body");
const quote = document.getElementById("comment_quote");

body?.addEventListener("select", () => {
  const words = body.value.slice(body.selectionStart, body.selectionEnd).trim();
  if (quote && words) quote.value = words;
});
